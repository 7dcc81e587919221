// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DeadLetterReason;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where records go that Elasticsearch refuses for good. */
interface Refusals {

    /**
     * Keeps a refused record; returns when it is kept.
     *
     * @param attempts how often it was tried, from 1
     */
    void write(ConsumerRecord<byte[], byte[]> record, DeadLetterReason reason, String message, int attempts)
            throws InterruptedException;
}
