// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.DeadLetters;
import dev.sluice.sink.s3.LakeSettings.Rotation;
import java.time.Clock;
import org.apache.kafka.common.TopicPartition;

/** What all partitions of the S3 sink share. */
record Lake(
        LakeLayout layout,
        LakeFormat format,
        Rotation rotation,
        Spool spool,
        WriterMemory memory,
        Upload upload,
        DeadLetters deadLetters,
        Clock clock) {

    Range range(TopicPartition partition, long start, LakeFormat rangeFormat) {
        return new Range(partition, start, rangeFormat, layout, spool, memory);
    }
}
