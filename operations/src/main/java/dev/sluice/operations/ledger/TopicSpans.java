// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads parts of topics, to see what is there. */
interface TopicSpans {

    /**
     * Hands over the committed records in [from, to) of a partition.
     *
     * @return whether all of them were read; false where so many are there that it was given up
     */
    boolean read(String topic, int partition, long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> records);
}
