// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class HecTimeTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource({
        "1426279439, 2015-03-13T20:43:59Z",
        "1426279439.123, 2015-03-13T20:43:59.123Z",
        "'\"1426279439.123456789\"', 2015-03-13T20:43:59.123456789Z",
        "1426279439123, 2015-03-13T20:43:59.123Z",
        "1426279439123456, 2015-03-13T20:43:59.123456Z",
        "1426279439123456789, 2015-03-13T20:43:59.123456789Z",
        "0, 1970-01-01T00:00:00Z",
    })
    void theSizeTellsTheUnit(String json, Instant expected) {
        assertThat(HecTime.of(JSON.readTree(json))).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"soon\"", "-1", "true", "null", "{}", "1e400", "\"1e999999999\"", "\"\"", "1e29"})
    void anythingElseIsNoTime(String json) {
        assertThat(HecTime.of(JSON.readTree(json))).isEmpty();
    }
}
