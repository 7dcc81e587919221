// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DatasetScope;
import dev.sluice.parsers.Parsed.Event;
import dev.sluice.parsers.engine.NamedDatasets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines name datasets where their sender names none: not without end, or one sender would fill Elasticsearch's shards for all. */
class NamedDatasetsTest {

    private final NamedDatasets datasets = NamedDatasets.first(2);
    private final ParserSettings settings =
            Parsed.settings().toBuilder().namedDatasets(datasets).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"event\":{\"dataset\":\"d.%d\"}}",
                "{\"data_stream\":{\"dataset\":\"d.%d\"}}",
                "{\"event.dataset\":\"d.%d\"}"
            })
    void whatIsOverTheNumberGoesToTheGenericOneAndKeepsItsNameInFields(String line) {
        Parsed parsed = parse("web", lines(line, 5));

        assertThat(parsed.events())
                .extracting(event -> event.dataStream().name())
                .containsExactly(
                        "logs-d.0-default",
                        "logs-d.1-default",
                        "logs-generic-default",
                        "logs-generic-default",
                        "logs-generic-default");
        assertThat(parsed.events().subList(2, 5))
                .extracting(Event::text)
                .allSatisfy(event -> assertThat(event).contains("\"fields\":{").containsPattern("\"d\\.[2-4]\""));
        assertThat(datasets.refused()).isEqualTo(3);
    }

    @Test
    void thoseThatWereNamedGoOnAndOthersHaveTheirOwn() {
        parse("web", lines("{\"event\":{\"dataset\":\"d.%d\"}}", 5));

        assertThat(parse("web", "{\"event\":{\"dataset\":\"d.1\"}}")
                        .event()
                        .dataStream()
                        .name())
                .isEqualTo("logs-d.1-default");
        assertThat(parse("other", "{\"event\":{\"dataset\":\"d.4\"}}")
                        .event()
                        .dataStream()
                        .name())
                .isEqualTo("logs-d.4-default");
        assertThat(parse("web", "{\"event\":{\"dataset\":\"generic\"}}")
                        .event()
                        .dataStream()
                        .name())
                .isEqualTo("logs-generic-default");
    }

    @Test
    void whatIsNotInItsTokensListGoesToTheGenericOneAndIsCounted() {
        DatasetScope list = DatasetScope.of(Set.of("d.1", "d.3", "d.4"));

        assertThat(dataStreams(list, "{\"data_stream\":{\"dataset\":\"d.%d\"}}", 5))
                .containsExactly(
                        "logs-generic-default",
                        "logs-d.1-default",
                        "logs-generic-default",
                        // More than the number that holds for others: the operator has listed it.
                        "logs-d.3-default",
                        "logs-d.4-default");
        assertThat(datasets.refused()).isEqualTo(2);
        assertThat(Parsed.of(settings, scoped(list), "{\"event.dataset\":\"d.9\"}".getBytes(UTF_8))
                        .event()
                        .text())
                .contains("\"fields\":{\"event.dataset\":\"d.9\"}");
    }

    @Test
    void theNumberOfATokenCountsBeforeThatOfAll() {
        assertThat(dataStreams(DatasetScope.first(1), "{\"event\":{\"dataset\":\"d.%d\"}}", 2))
                .containsExactly("logs-d.0-default", "logs-generic-default");
        assertThat(dataStreams(DatasetScope.first(4), "{\"event\":{\"dataset\":\"d.%d\"}}", 5))
                .containsExactly(
                        "logs-d.0-default",
                        "logs-d.1-default",
                        "logs-d.2-default",
                        "logs-d.3-default",
                        "logs-generic-default");
    }

    private List<String> dataStreams(DatasetScope scope, String line, int count) {
        return Parsed.of(settings, scoped(scope), lines(line, count).getBytes(UTF_8)).events().stream()
                .map(event -> event.dataStream().name())
                .toList();
    }

    private static ChunkHeaders scoped(DatasetScope scope) {
        ChunkHeaders headers = headers("web");
        return headers.with(headers.routing().naming(scope));
    }

    @Test
    void toolsTakeAny() {
        assertThat(Parsed.of(
                                Parsed.settings(),
                                headers("web"),
                                lines("{\"event\":{\"dataset\":\"d.%d\"}}", 500).getBytes(UTF_8))
                        .events())
                .extracting(event -> event.dataStream().name())
                .doesNotHaveDuplicates();
    }

    private Parsed parse(String sender, String lines) {
        return Parsed.of(settings, headers(sender), lines.getBytes(UTF_8));
    }

    private static ChunkHeaders headers(String sender) {
        return new ChunkHeaders(
                Routing.of("json"),
                Position.ofBatch("batch"),
                Provenance.of(sender),
                Receipt.at(Parsed.RECEIVED.toEpochMilli()));
    }

    private static String lines(String line, int count) {
        return IntStream.range(0, count).mapToObj(line::formatted).collect(Collectors.joining("\n"));
    }
}
