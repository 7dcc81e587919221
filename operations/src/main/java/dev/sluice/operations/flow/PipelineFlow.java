// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How far a pipeline's stages are, from their own metrics; figures are -1 where a stage does not tell.
 *
 * @param lines accepted since the start
 * @param bytes of them
 * @param dead lines that were dead letters at once, since the start
 * @param linesByProtocol accepted since the start, by what their senders speak
 */
public record PipelineFlow(long lines, long bytes, long dead, Map<String, Long> linesByProtocol, List<Stage> stages) {

    public static final long UNKNOWN = -1;

    /** Names of the stages, in the order of the data's way. */
    public static final List<String> STAGES = List.of("parser", "elasticsearch", "s3");

    /**
     * A stage that reads from Kafka.
     *
     * @param done events that it has made or stored since the start
     * @param dead letters that it has made since the start
     * @param filtered left out on purpose since the start: by a rule
     * @param repeats dropped, or found in the store, since they were there before
     * @param lag records that it has not done
     * @param oldestSeconds age of the oldest of them
     */
    public record Stage(
            String name, long done, long dead, long filtered, long repeats, long lag, double oldestSeconds) {}

    public static PipelineFlow of(ServiceMetrics ingest, ServiceMetrics parser, ServiceMetrics sink) {
        Map<String, Long> byProtocol = new TreeMap<>();
        ingest.sumBy("protocol", "sluice_ingest_lines_total")
                .forEach((protocol, lines) -> byProtocol.put(protocol, lines.longValue()));
        return new PipelineFlow(
                count(ingest.sum("sluice_ingest_lines_total")),
                count(ingest.sum("sluice_ingest_bytes_total")),
                count(ingest.sum("sluice_ingest_dead_letters_total")),
                byProtocol,
                List.of(
                        new Stage(
                                "parser",
                                count(parser.sum("sluice_parser_events_total")),
                                count(parser.sum("sluice_parser_dead_letters_total")),
                                count(parser.sum("sluice_parser_dropped_total")),
                                count(parser.sum("sluice_parser_repeats_total")),
                                lag(parser.sum("sluice_parser_lag"), age(parser, "parser")),
                                age(parser, "parser")),
                        ofStore("elasticsearch", sink),
                        ofStore("s3", sink)));
    }

    private static Stage ofStore(String store, ServiceMetrics sink) {
        String label = "store=\"" + store + '"';
        return new Stage(
                store,
                count(sink.sum("sluice_sink_documents_total", label, "result=\"stored\"")),
                count(sink.sum("sluice_sink_documents_total", label, "result=\"dead_letter\"")),
                0,
                count(sink.sum("sluice_sink_documents_total", label, "result=\"duplicate\"")),
                lag(sink.sum("sluice_sink_lag", label), age(sink, store)),
                age(sink, store));
    }

    /** A stage that answers and has no lag of any partition has not been given anything yet. */
    private static long lag(OptionalDouble lag, double age) {
        return lag.isEmpty() && age != UNKNOWN ? 0 : count(lag);
    }

    private static double age(ServiceMetrics service, String stage) {
        return service.max("sluice_age_oldest_seconds", "stage=\"" + stage + '"')
                .orElse(UNKNOWN);
    }

    private static long count(OptionalDouble value) {
        return value.isPresent() ? (long) value.getAsDouble() : UNKNOWN;
    }
}
