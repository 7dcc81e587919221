// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.DeadLetterQueue;
import dev.sluice.sink.driver.StoreFilter;
import dev.sluice.sink.s3.LakeSettings.Rotation;
import dev.sluice.sink.s3.format.LakeFormat;
import java.time.Clock;
import org.apache.kafka.common.TopicPartition;

/** What all partitions of the S3 sink share. */
record LakeContext(
        LakeLayout layout,
        LakeFormat format,
        Rotation rotation,
        Spool spool,
        WriterMemory memory,
        RangeUpload upload,
        StoreFilter filter,
        DeadLetterQueue deadLetters,
        Clock clock) {

    LakeRange range(TopicPartition partition, long start, LakeFormat rangeFormat) {
        return new LakeRange(partition, start, rangeFormat, layout, spool, memory, rotation.maxOpenOfStream());
    }
}
