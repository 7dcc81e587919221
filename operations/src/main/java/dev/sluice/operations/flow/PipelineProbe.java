// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** Asks services how they are and what flows through them, all at once. A name that stands for several addresses is asked at each of them. */
public final class PipelineProbe implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PipelineServices services;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * Where the services have their health and metrics.
     *
     * @param sinks one for both stores, or one for each
     * @param ingestToken that ingest knows us by; null where it asks nobody
     */
    public record PipelineServices(List<URI> ingest, List<URI> parsers, List<URI> sinks, String ingestToken) {

        public PipelineServices {
            ingest = List.copyOf(ingest);
            parsers = List.copyOf(parsers);
            sinks = List.copyOf(sinks);
        }

        private String ingestAuthorization() {
            return ingestToken == null ? null : "Bearer " + ingestToken;
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "PipelineServices[ingest=" + ingest + ", parsers=" + parsers + ", sinks=" + sinks + "]";
        }
    }

    public PipelineProbe(PipelineServices services) {
        this.services = services;
    }

    /** Asks for metrics, and waits five seconds at most. */
    public PipelineFlow flow() {
        CompletableFuture<ServiceMetrics> ingest = metrics(services.ingest(), services.ingestAuthorization());
        CompletableFuture<ServiceMetrics> parser = metrics(services.parsers(), null);
        CompletableFuture<ServiceMetrics> sink = metrics(services.sinks(), null);
        return PipelineFlow.of(ingest.join(), parser.join(), sink.join());
    }

    /** What the parsers' rules have left out since their start, by rule; empty where no parser answers, or none left anything out. */
    public Map<String, Long> filteredByRule() {
        Map<String, Long> byRule = new TreeMap<>();
        metrics(services.parsers(), null)
                .join()
                .sumBy("rule", "sluice_parser_dropped_total")
                .forEach((rule, count) -> byRule.put(rule, count.longValue()));
        return byRule;
    }

    /** Asks for health, and waits ten seconds at most: {@code ingest}, {@code parser} and {@code sink}, each as often as it runs. */
    public List<ComponentStatus> health() {
        return Stream.of(
                        health("ingest", services.ingest(), services.ingestAuthorization()),
                        health("parser", services.parsers(), null),
                        health("sink", services.sinks(), null))
                .flatMap(List::stream)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private List<CompletableFuture<ComponentStatus>> health(String name, List<URI> services, String authorization) {
        return ask(
                services,
                instance -> ComponentStatus.ofHealth(http, name, instance, "/actuator/health", authorization));
    }

    private CompletableFuture<ServiceMetrics> metrics(List<URI> services, String authorization) {
        List<CompletableFuture<ServiceMetrics>> answers =
                ask(services, instance -> ServiceMetrics.of(http, instance, authorization));
        return CompletableFuture.supplyAsync(
                () -> ServiceMetrics.together(
                        answers.stream().map(CompletableFuture::join).toList()),
                Thread::startVirtualThread);
    }

    private static <T> List<CompletableFuture<T>> ask(List<URI> services, Function<URI, T> question) {
        return services.stream()
                .flatMap(service -> instances(service).stream())
                .map(instance ->
                        CompletableFuture.supplyAsync(() -> question.apply(instance), Thread::startVirtualThread))
                .toList();
    }

    /** Behind a name of Kubernetes' headless services are all pods. A certificate is for the name, so that over TLS one is asked. */
    private static List<URI> instances(URI service) {
        if (!"http".equals(service.getScheme())) {
            return List.of(service);
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(service.getHost());
            return addresses.length < 2 || addresses[0].isLoopbackAddress()
                    ? List.of(service)
                    : Stream.of(addresses)
                            .map(address -> at(service, address.getHostAddress()))
                            .toList();
        } catch (UnknownHostException e) {
            // Asking it says so.
            return List.of(service);
        }
    }

    private static URI at(URI service, String address) {
        try {
            return new URI("http", null, address, service.getPort(), service.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
