// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Headers;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreFilterTest {

    @ParameterizedTest(name = "{0} takes {1} routed to {2}: {3}")
    @CsvSource({
        "*, logs-apache.access-default, , true",
        "*, logs-apache.access-default, s3, true",
        "*, logs-apache.access-default, elasticsearch, false",
        "logs-apache.*-*, logs-apache.access-default, , true",
        "logs-apache.*-*, logs-apacheXaccess-default, , false",
        "logs-apache.*-*, logs-generic-default, , false",
        "logs-apache.*-*, logs-apache.access-default, elasticsearch, false",
        "logs-apache.*-*;logs-*-eu, logs-generic-eu, , true",
        "logs-*-eu, logs-generic-europe, , false",
        "logs-*-eu, , , true",
    })
    void takesWhatIsAcceptedAndNotRoutedElsewhere(String accept, String dataStream, String route, boolean taken) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("t", 0, 0, null, null);
        if (dataStream != null) {
            record.headers().add(Headers.DATA_STREAM, dataStream.getBytes(UTF_8));
        }
        if (route != null) {
            record.headers().add(Headers.ROUTE, route.getBytes(UTF_8));
        }

        assertThat(new StoreFilter("s3", List.of(accept.split(";"))).isForOthers(record))
                .isEqualTo(!taken);
    }
}
