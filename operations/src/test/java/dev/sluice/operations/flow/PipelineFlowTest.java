// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.flow.PipelineFlow.Stage;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineFlowTest {

    private static final ServiceMetrics INGEST = ServiceMetrics.parse("""
                    # HELP sluice_ingest_lines_total lines in Kafka
                    # TYPE sluice_ingest_lines_total counter
                    sluice_ingest_lines_total{format="text",protocol="http"} 100.0
                    sluice_ingest_lines_total{format="json",protocol="otlp"} 20.0
                    sluice_ingest_dead_letters_total{format="text",protocol="http"} 1.0
                    sluice_ingest_bytes_total{format="text",protocol="http"} 3.0E6
                    """);

    private static final ServiceMetrics PARSER = ServiceMetrics.parse("""
                    sluice_parser_events_total 110.0
                    sluice_parser_dead_letters_total{reason="BAD_JSON"} 3.0
                    sluice_parser_dropped_total{rule="health"} 4.0
                    sluice_parser_repeats_total 6.0
                    sluice_parser_lag{partition="0"} 2.0
                    sluice_parser_lag{partition="1"} 5.0
                    sluice_age_oldest_seconds{stage="parser"} 1.5
                    """);

    private static final ServiceMetrics SINK = ServiceMetrics.parse("""
                    sluice_sink_documents_total{result="stored",store="elasticsearch"} 90.0
                    sluice_sink_documents_total{result="duplicate",store="elasticsearch"} 7.0
                    sluice_sink_documents_total{result="stored",store="s3"} 40.0
                    sluice_sink_lag{partition="0",store="elasticsearch"} 0.0
                    sluice_sink_lag{partition="0",store="s3"} 70.0
                    sluice_age_oldest_seconds{stage="s3"} 12.0
                    sluice_age_oldest_seconds{stage="elasticsearch"} NaN
                    """);

    @Test
    void eachStageTellsOfItself() {
        PipelineFlow flow = PipelineFlow.of(INGEST, PARSER, SINK);

        assertThat(flow.lines()).isEqualTo(120);
        assertThat(flow.bytes()).isEqualTo(3_000_000);
        assertThat(flow.dead()).isEqualTo(1);
        assertThat(flow.linesByProtocol()).isEqualTo(Map.of("http", 100L, "otlp", 20L));
        assertThat(flow.stages())
                .containsExactly(
                        new Stage("parser", 110, 3, 4, 6, 7, 1.5),
                        new Stage("elasticsearch", 90, -1, 0, 7, 0, -1),
                        new Stage("s3", 40, -1, 0, -1, 70, 12));
    }

    @Test
    void aStageThatWasGivenNothingYetHasNoLag() {
        ServiceMetrics idle = ServiceMetrics.parse("sluice_age_oldest_seconds{stage=\"parser\"} 0.0");

        Stage parser = PipelineFlow.of(INGEST, idle, SINK).stages().getFirst();

        assertThat(parser).isEqualTo(new Stage("parser", -1, -1, -1, -1, 0, 0));
    }

    @Test
    void aServiceThatDoesNotAnswerTellsNothing() {
        assertThat(ServiceMetrics.of(HttpClient.newHttpClient(), URI.create("http://127.0.0.1:1"), null)
                        .sum("sluice_sink_lag"))
                .isEmpty();
    }
}
