// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Stores the events of one partition. It is opened when the partition is assigned, or again after it has failed, and closed when the partition is
 * taken away.
 *
 * <p>All methods are called by the partition's consumer thread and never wait: requests and pauses belong on virtual threads of the sink's own. An
 * exception from any of them closes the sink; after a pause a new one is opened and reads again from the committed offset.
 */
public interface PartitionSink {

    /** Takes a record; records come in the order of their offsets, also while {@link #isFull()} for those that were fetched already. */
    void accept(ConsumerRecord<byte[], byte[]> record) throws IOException;

    /**
     * Moves on whatever time or finished work allows; called many times a second, whether records come or not.
     *
     * @return what to commit now. It is asked again, and may answer otherwise, until {@link #committed} was called with an equal value
     */
    Optional<OffsetAndMetadata> tick() throws IOException;

    /** The commit that {@link #tick()} asked for is done. */
    void committed(OffsetAndMetadata offset) throws IOException;

    /** Whether to hold further records back. */
    boolean isFull();

    /** No record comes any more: finish what is there without waiting for size or age. */
    void flush() throws IOException;

    /** Whether every record accepted is stored, and its offset committed. */
    boolean isDone();

    /** The same, whatever the next owner still has to be told: then nothing that was read is left to do. */
    default boolean isStored() {
        return isDone();
    }

    /** When the oldest record not yet stored was received, epoch milliseconds; empty when all are stored. */
    OptionalLong oldestUnstored();

    /**
     * Gives up whatever is not done, without waiting. Nothing is lost: the next owner of the partition starts from the committed
     * offset.
     */
    void close();
}
