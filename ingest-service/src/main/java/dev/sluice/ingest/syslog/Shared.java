// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.syslog;

import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.metrics.IngestMetrics;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * What all listeners share.
 *
 * @param connections that may still be opened
 * @param deadline longest wait for room, and for the last messages when the service stops
 * @param longestMessage bytes, at most
 */
record Shared(
        SyslogSettings settings,
        InetAddress address,
        Networks networks,
        Semaphore connections,
        ByteBudget budget,
        BatchWriter writer,
        Duration deadline,
        int longestMessage,
        IngestMetrics metrics,
        Clock clock) {

    /** @param holdAtMost bytes that may wait in it */
    Outbox outbox(String name, int holdAtMost) {
        return new Outbox(name, budget, writer, (int) settings.batchSize().toBytes(), holdAtMost, settings.batchAge());
    }
}
