// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.Ports;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far an instance's stages are, from their own metrics; figures are -1 where a stage does not tell.
 *
 * @param lines accepted since the start
 * @param bytes of them
 */
record InstanceFlow(long lines, long bytes, List<Stage> stages) {

    static final long UNKNOWN = -1;

    /**
     * A stage that reads from Kafka.
     *
     * @param done events that it has made or stored since the start
     * @param dead letters that it has made since the start
     * @param lag records that it has not done
     * @param oldestSeconds age of the oldest of them
     */
    record Stage(String name, long done, long dead, long lag, double oldestSeconds) {}

    /** Asks all services at once. */
    static InstanceFlow of(Ports ports) {
        Map<String, URI> addresses = ComponentEndpoint.of(ports).stream()
                .collect(Collectors.toMap(ComponentEndpoint::name, ComponentEndpoint::address));
        Function<String, CompletableFuture<ServiceMetrics>> ask = name ->
                CompletableFuture.supplyAsync(() -> ServiceMetrics.of(addresses.get(name)), Thread::startVirtualThread);
        CompletableFuture<ServiceMetrics> ingest = ask.apply("ingest-admin");
        CompletableFuture<ServiceMetrics> parser = ask.apply("parser");
        CompletableFuture<ServiceMetrics> sink = ask.apply("sink");
        return of(ingest.join(), parser.join(), sink.join());
    }

    static InstanceFlow of(ServiceMetrics ingest, ServiceMetrics parser, ServiceMetrics sink) {
        return new InstanceFlow(
                count(ingest.sum("sluice_ingest_lines_total")),
                count(ingest.sum("sluice_ingest_bytes_total")),
                List.of(
                        new Stage(
                                "parser",
                                count(parser.sum("sluice_parser_events_total")),
                                count(parser.sum("sluice_parser_dead_letters_total")),
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
