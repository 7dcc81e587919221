// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Headers;
import dev.sluice.model.NamePattern;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Which events a store takes, decided from their headers: those that no rule routed to another store, and whose data stream is one that the settings
 * accept. What is no event is taken, since it has to become a dead letter. Thread-safe.
 */
public final class StoreFilter {

    private final String store;

    /** Null where every data stream is accepted. */
    private final List<NamePattern> accepted;

    /** @param accept names of data streams, in which {@code *} stands for any characters */
    public StoreFilter(String store, List<String> accept) {
        this.store = store;
        accepted = accept.contains("*")
                ? null
                : accept.stream().map(NamePattern::new).toList();
    }

    /** Whether the event is not for this store: to it, it is done. */
    public boolean isForOthers(ConsumerRecord<byte[], byte[]> record) {
        return EventRecords.isForAnotherStore(record, store) || accepted != null && !isAccepted(record);
    }

    private boolean isAccepted(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(Headers.DATA_STREAM);
        return header == null || header.value() == null || accepts(new String(header.value(), UTF_8));
    }

    /** Whether the settings accept the data stream. */
    public boolean accepts(String dataStream) {
        return accepted == null || accepted.stream().anyMatch(pattern -> pattern.matches(dataStream));
    }
}
