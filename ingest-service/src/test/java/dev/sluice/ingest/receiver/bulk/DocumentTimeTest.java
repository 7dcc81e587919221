// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTimeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"@timestamp\":\"2026-11-22T10:00:00.123Z\"} | true",
                "{\"@timestamp\": \"2026-11-22T10:00:00.123456789+01:00\",\"a\":1} | true",
                "{\"a\":1,\"@timestamp\" : \"2026-11-22T10:00:00,123Z\"} | true",
                "{\"@timestamp\":1795384128500} | true",
                "{\"@timestamp\":\"2026-11-22T10:00:00Z\"} | false",
                "{\"@timestamp\":\"2026-11-22T10:00:00.1Z\"} | false",
                "{\"@timestamp\":1795384128} | false",
                "{\"@timestamp\":null} | false",
                "{\"@timestamp\":\"2026\"} | false",
                "{\"@timestamp\":\"2026-11-22T10:00:00. | false",
                "{\"@timestamp\": | false",
                "{\"@timestamp\" | false",
                "{\"timestamp\":\"2026-11-22T10:00:00.123Z\"} | false",
                "{} | false",
                "'' | false",
            })
    void isPrecise(String document, boolean precise) {
        byte[] bytes = (" " + document + "1").getBytes(UTF_8);
        assertThat(DocumentTime.isPrecise(bytes, 1, bytes.length - 1)).isEqualTo(precise);
    }
}
