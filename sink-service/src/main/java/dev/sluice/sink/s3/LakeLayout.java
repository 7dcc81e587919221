// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import dev.sluice.sink.s3.format.LakeFormat;
import java.time.LocalDate;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where an event belongs in the lake:
 * {@code {prefix}/dataset={d}/namespace={n}/dt={yyyy-MM-dd}/hour={HH}/{topic}-{partition}-{first offset, 20 digits}.{ext}}, with the date and
 * hour of the event itself in UTC. Engines read {@code name=value} folders as columns.
 */
final class LakeLayout {

    private static final long HOUR_MILLIS = 3_600_000;

    private final String prefix;

    /** @param prefix may be empty */
    LakeLayout(String prefix) {
        this.prefix = prefix.isEmpty() ? "" : prefix + '/';
    }

    /**
     * What the events of one object have in common.
     *
     * @param hour hours since 1970, UTC
     */
    record Folder(DataStream dataStream, long hour) {

        static Folder of(DataStream dataStream, ConsumerRecord<byte[], byte[]> record) {
            return new Folder(dataStream, Math.floorDiv(EventIds.timestampOf(record.key()), HOUR_MILLIS));
        }
    }

    /** The key of the object with the events of {@code folder} from a range of offsets that starts at {@code first}. */
    String key(Folder folder, TopicPartition partition, long first, LakeFormat format) {
        return prefix + "dataset=" + folder.dataStream.dataset() + "/namespace=" + folder.dataStream.namespace()
                + "/dt="
                + LocalDate.ofEpochDay(Math.floorDiv(folder.hour, 24)) + "/hour="
                + String.format(Locale.ROOT, "%02d", Math.floorMod(folder.hour, 24)) + '/' + partition.topic() + '-'
                + partition.partition() + '-' + String.format(Locale.ROOT, "%020d", first) + '.' + format.extension();
    }
}
