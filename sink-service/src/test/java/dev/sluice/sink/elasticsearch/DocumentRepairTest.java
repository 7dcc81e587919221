// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What does not fit the mapping is kept under {@code fields}, by its own path; what fits stays where it is. */
class DocumentRepairTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DATA_STREAM = "logs-app-default";

    private final DocumentRepair repair = new DocumentRepair(IndexTemplate.mappings());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'related': {'user': {'name': 'al'}}}                  | related.user",
                "{'related.user': {'name': 'al'}}                       | related.user",
                "{'related': {'user.full_name': {'first': 'al'}}}       | related.user.full_name",
                "{'related.user.full_name': 'al'}                       | related.user.full_name",
                "{'related': {'user': ['al', ['bo', {'name': 'cy'}]]}}  | related.user",
                "{'related': 'al'}                                      | related",
                "{'numeric_labels': 19.90}                              | numeric_labels",
            })
    void movesWhatTakesAValueForAnObjectOrTheOtherWayRound(String event, String path) {
        JsonNode repaired = repair(event).orElseThrow();

        assertThat(repaired.at("/sluice/moved").valueStream())
                .extracting(JsonNode::asString)
                .containsExactly(path);
        assertThat(repaired.at("/fields").has(path)).isTrue();
        assertThat(repaired.path("related").isEmpty()).isTrue();
        assertThat(repaired.has("related.user.full_name")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'related': {'user': ['al', 'bo']}}",
                "{'related.user': 'al'}",
                "{'labels.team': 'shop'}",
                "{'numeric_labels': {'shop': 3, 'shop.total': 19.90}}",
                "{'numeric_labels.shop.total': 19.90}",
                "{'source': {'geo.location': {'lat': 1.5, 'lon': 2}}}",
            })
    void leavesWhatFits(String event) {
        assertThat(repair(event)).isEmpty();
    }

    private Optional<JsonNode> repair(String event) {
        String source =
                "{'@timestamp': '2026-03-01T00:00:00Z', 'data_stream': {'type': 'logs', 'dataset': 'app', 'namespace': 'default'}, "
                        + event.strip().substring(1);
        return repair.repair(Document.of(
                        new DocumentOrigin.FromLake("AZymsdwAzog2ss_3dfGcOg".getBytes(US_ASCII)),
                        DATA_STREAM,
                        source.replace('\'', '"').getBytes(UTF_8),
                        false))
                .map(document -> JSON.readTree(document.source()));
    }
}
