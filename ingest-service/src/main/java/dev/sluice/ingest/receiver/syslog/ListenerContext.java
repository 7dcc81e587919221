// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.body.BudgetHolder;
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
record ListenerContext(
        SyslogSettings settings,
        InetAddress address,
        AllowedNetworks networks,
        Semaphore connections,
        ByteBudget budget,
        SyslogBatchWriter writer,
        Duration deadline,
        int longestMessage,
        IngestMetrics metrics,
        Clock clock) {

    /**
     * @param holder of what waits in it
     * @param holdAtMost bytes that may wait in it
     */
    MessageBuffer outbox(String name, BudgetHolder holder, int holdAtMost) {
        return new MessageBuffer(
                name,
                () -> budget.open(holder),
                writer,
                (int) settings.batchSize().toBytes(),
                holdAtMost,
                settings.batchAge());
    }
}
