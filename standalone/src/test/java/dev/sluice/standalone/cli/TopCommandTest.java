// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.ServiceMetrics;
import org.junit.jupiter.api.Test;

class TopCommandTest {

    private static final ServiceMetrics INGEST = ServiceMetrics.parse("""
                    # HELP sluice_ingest_lines_total lines in Kafka
                    # TYPE sluice_ingest_lines_total counter
                    sluice_ingest_lines_total{format="text",protocol="http"} 100.0
                    sluice_ingest_lines_total{format="json",protocol="http"} 20.0
                    sluice_ingest_bytes_total{format="text",protocol="http"} 3.0E6
                    """);

    private static final ServiceMetrics PARSER = ServiceMetrics.parse("""
                    sluice_parser_events_total 110.0
                    sluice_parser_dead_letters_total{reason="BAD_JSON"} 3.0
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
    void theTableHasRatesAndDashesForWhatNobodyTells() {
        PipelineFlow before = PipelineFlow.of(ServiceMetrics.parse(""), ServiceMetrics.parse(""), SINK);
        PipelineFlow after = PipelineFlow.of(INGEST, PARSER, ServiceMetrics.parse("""
                        sluice_sink_documents_total{result="stored",store="elasticsearch"} 290.0
                        sluice_sink_documents_total{result="stored",store="s3"} 10.0
                        sluice_sink_lag{partition="0",store="s3"} 70.0
                        sluice_age_oldest_seconds{stage="s3"} 12.0
                        """));

        assertThat(TopCommand.table(before, after, 2)
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "STAGE EVENTS/S MB/S LAG OLDEST DEAD",
                        "ingest - -",
                        "parser - 7 1.5 s 3",
                        "elasticsearch 100 - - -",
                        "s3 5 70 12.0 s -");
    }
}
