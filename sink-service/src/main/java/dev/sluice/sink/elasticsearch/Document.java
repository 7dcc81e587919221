// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * An event on its way to Elasticsearch.
 *
 * @param dataStream full name of its data stream
 * @param source the event's JSON
 * @param attempts how often it was sent
 * @param fateUnknown whether an earlier attempt may have been stored unseen
 */
record Document(
        ConsumerRecord<byte[], byte[]> record, String dataStream, byte[] source, int attempts, boolean fateUnknown) {

    static Document of(ConsumerRecord<byte[], byte[]> record, String dataStream, boolean fateUnknown) {
        return new Document(record, dataStream, record.value(), 0, fateUnknown);
    }

    /** The document for its next attempt. */
    Document again(boolean nowUnknown) {
        return new Document(record, dataStream, source, attempts + 1, fateUnknown || nowUnknown);
    }

    /** The same event in another form. */
    Document withSource(byte[] mended) {
        return new Document(record, dataStream, mended, attempts, fateUnknown);
    }

    String id() {
        return new String(record.key(), US_ASCII);
    }

    /** Bytes that it adds to a request, about. */
    int size() {
        return source.length + BulkBody.ACTION_SIZE;
    }
}
