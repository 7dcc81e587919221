// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.ledger.EventTally;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a document comes from. */
sealed interface DocumentOrigin {

    /** The event's id, ASCII. */
    byte[] id();

    /**
     * A record of Kafka, which becomes a dead letter if Elasticsearch rejects it.
     *
     * @param row of the ledger, which is told so
     */
    record FromKafka(ConsumerRecord<byte[], byte[]> record, EventTally row) implements DocumentOrigin {
        @Override
        public byte[] id() {
            return record.key();
        }
    }

    /** An object of the lake, where the event stays whatever becomes of the document. */
    record FromLake(byte[] id) implements DocumentOrigin {}
}
