// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The agent itself.
 *
 * @param data folder of the checkpoint, the agent's id and the dead letters; one agent a folder
 * @param id first part of every stream id, or null for one that is made once and kept in {@code data}
 * @param host name of the machine that the lines come from
 * @param operations address of health and metrics, or null for none
 * @param memory most bytes of log data held at a time
 * @param stopWithin how long a graceful stop may take
 * @param deadLetterBytes size at which the dead-letter file is rolled; four rolled files are kept
 */
public record AgentSettings(
        Path data,
        String id,
        String host,
        InetSocketAddress operations,
        long memory,
        Duration stopWithin,
        long deadLetterBytes) {}
