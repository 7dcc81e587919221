// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Topics;
import dev.sluice.sink.s3.LakeLayout.Folder;
import dev.sluice.sink.s3.format.LakeFormat;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LakeLayoutTest {

    @ParameterizedTest
    @CsvSource({
        "2017-09-03T03:59:59.999Z, '',"
                + " dataset=apache.access/namespace=prod/dt=2017-09-03/hour=03/logs.parsed-7-00000000000000001234.parquet",
        "2017-09-03T04:00:00Z, 'a/b',"
                + " a/b/dataset=apache.access/namespace=prod/dt=2017-09-03/hour=04/logs.parsed-7-00000000000000001234.parquet",
        "1969-12-31T23:59:59.999Z, '',"
                + " dataset=apache.access/namespace=prod/dt=1969-12-31/hour=23/logs.parsed-7-00000000000000001234.parquet",
        "6429-10-17T02:45:55.328Z, '',"
                + " dataset=apache.access/namespace=prod/dt=6429-10-17/hour=02/logs.parsed-7-00000000000000001234.parquet",
        "9999-12-31T23:59:59.999Z, '',"
                + " dataset=apache.access/namespace=prod/dt=9999-12-31/hour=23/logs.parsed-7-00000000000000001234.parquet"
    })
    void keysFollowFromTheEventsTimeAndTheRangesStart(Instant time, String prefix, String key) {
        byte[] id = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "b")
                .id(time.toEpochMilli(), 0)
                .getBytes(US_ASCII);
        Folder folder = Folder.of(
                new DataStream("apache.access", "prod"),
                new ConsumerRecord<>(Topics.PARSED, 7, 1_300, id, new byte[0]));
        assertThat(new LakeLayout(prefix).key(folder, new TopicPartition(Topics.PARSED, 7), 1_234, LakeFormat.PARQUET))
                .isEqualTo(key);
    }
}
