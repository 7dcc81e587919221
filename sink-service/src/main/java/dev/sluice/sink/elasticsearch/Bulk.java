// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DeadLetterReason;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Neighbouring records of one partition that are delivered together.
 *
 * @param refused records that are no events
 * @param end offset after the last record
 * @param size bytes that it holds, about
 */
record Bulk(List<Document> documents, List<Refused> refused, long end, int size) {

    /** A record that cannot be sent, and why. */
    record Refused(ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, String message) {}

    /** When its records were received, epoch milliseconds; neighbours received together count once. */
    LongStream receiptTimes() {
        long[] last = {Long.MIN_VALUE};
        return documents.stream()
                .mapToLong(document -> document.record().timestamp())
                .filter(time -> {
                    boolean differs = time != last[0];
                    last[0] = time;
                    return differs;
                });
    }

    long oldest() {
        return Stream.concat(
                        documents.stream().map(Document::record),
                        refused.stream().map(Refused::record))
                .mapToLong(ConsumerRecord::timestamp)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
