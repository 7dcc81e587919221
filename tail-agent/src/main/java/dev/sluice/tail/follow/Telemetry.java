// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.time.Clock;

/** What all parts of a session report to, and its clock. */
public record Telemetry(Metrics metrics, Problems problems, AgentLog log, Clock clock) {}
