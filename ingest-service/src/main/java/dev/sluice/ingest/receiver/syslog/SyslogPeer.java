// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import dev.sluice.model.ReservedLabels;
import java.util.Map;

/**
 * One sender's messages in their order: a connection, or an address that sends datagrams. Numbers the messages, so that what is written again since
 * Kafka's answer was lost is known as a repeat. Used by the thread that writes.
 */
final class SyslogPeer {

    /** A parser remembers which numbers of a batch it has seen: one run of them, unless some are missing. */
    private final String address;

    private final String key;
    private String batch;
    private long nextLine;

    SyslogPeer(String address, long now) {
        this.address = address;
        key = BatchId.at(now);
        batch = key;
    }

    /** Record key: one partition, and so one order, for all of it. */
    String key() {
        return key;
    }

    ChunkHeaders headers(String namespace, long received) {
        return new ChunkHeaders(
                Routing.of(LogFormat.SYSLOG).inNamespace(namespace),
                Position.ofBatch(batch, nextLine),
                Provenance.UNKNOWN.labelled(Map.of(ReservedLabels.SYSLOG_SOURCE, address)),
                Receipt.at(received));
    }

    /** Those are in Kafka. */
    void written(Chunks chunks, long received) {
        nextLine += chunks.lines() + chunks.deadLetters();
        if (chunks.deadLetters() > 0) {
            // A number that is never seen would split the run.
            batch = BatchId.at(received);
            nextLine = 0;
        }
    }
}
