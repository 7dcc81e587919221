// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import java.io.IOException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A store: opens a {@link PartitionSink} for each partition that this process is given. */
public interface PartitionSinkFactory {

    /**
     * Opens a sink for a partition, on its consumer thread.
     *
     * @param book is told what was settled, before {@link PartitionSink#tick()} wants it committed
     */
    PartitionSink open(Start start, StoreBook book) throws IOException;

    /**
     * Where a partition's sink starts.
     *
     * @param committed what was committed last; its offset is {@code logStart} and its metadata empty if nothing was
     * @param logStart the oldest offset that is still in Kafka; if it is after the committed offset, what is between them cannot be read
     * any more
     * @param logEnd the offset after the newest record that was in Kafka when the partition was assigned
     */
    record Start(TopicPartition partition, OffsetAndMetadata committed, long logStart, long logEnd) {}
}
