// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two instances of which each has some pages, and answers for all of them. */
class ITRelated {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int PAGES = 200;
    private static final int SESSIONS = 600;

    /** So many requests are sent to measure their times, one each millisecond; none unless asked for: a busy machine says nothing. */
    private static final int REQUESTS = Integer.getInteger("sluice.related.requests", 0);

    private static final int CLIENTS = 32;

    @TempDir
    private Path folder;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private DetectorRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new DetectorRig(folder, ITRelated.class, 2);
        if (REQUESTS > 0) {
            rig.compileFully();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        rig.close();
        http.close();
    }

    @Test
    void eachInstanceAnswersForAllPages() throws Exception {
        List<Integer> ports = List.of(DetectorRig.freePort(), DetectorRig.freePort());
        for (int port : ports) {
            rig.start(
                    "state-" + port,
                    port,
                    "--sluice.detector.related.enabled=true",
                    "--sluice.detector.related.address=127.0.0.1:" + port);
        }
        visit();

        for (int port : ports) {
            // It may not have started yet.
            var started = await("every page has the next one at " + port)
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(ConnectException.class);
            started.until(() -> {
                for (int page = 0; page < PAGES; page++) {
                    if (!first(port, page).equals("/page/" + (page + 1) % PAGES)
                            && !first(port, page).equals("/page/" + (page + PAGES - 1) % PAGES)) {
                        return false;
                    }
                }
                return true;
            });
        }
        assertThat(get(ports.getFirst(), "path=/page/0&k=1&namespace=other").body())
                .contains("\"related\":[]");
        assertThat(get(ports.getFirst(), "path=page").statusCode()).isEqualTo(400);
        assertThat(get(ports.getFirst(), "path=/page&k=0").body()).contains("k must be 1 to 64, was '0'");
        assertThat(heldByAnother(ports.getFirst()))
                .as("pages that one instance has and the other has not")
                .isPositive();

        if (REQUESTS > 0) {
            print(load(ports.getFirst()));
        }
    }

    private static void print(long[] micros) {
        System.out.printf(
                Locale.ROOT,
                "related, 1,000 requests/s: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, most %.2f ms%n",
                micros[micros.length / 2] / 1e3,
                micros[micros.length * 95 / 100] / 1e3,
                micros[micros.length * 99 / 100] / 1e3,
                micros[micros.length - 1] / 1e3);
    }

    /** Each client sees two pages that follow one another. */
    private void visit() {
        Instant now = Instant.now();
        for (int session = 0; session < SESSIONS; session++) {
            for (int step = 0; step < 2; step++) {
                byte[] event = """
                        {"@timestamp":"%s","source":{"address":"10.0.%d.%d"},"url":{"path":"/page/%d"},\
                        "http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
                        """.formatted(now, session / 250, session % 250, (session + step) % PAGES)
                        .getBytes(UTF_8);
                var record = new ProducerRecord<byte[], byte[]>(Topics.PARSED, step, null, event);
                record.headers().add(Headers.DATA_STREAM, "logs-apache.access-default".getBytes(UTF_8));
                rig.send(record);
            }
        }
        rig.flush();
    }

    private String first(int port, int page) throws Exception {
        HttpResponse<String> answer = get(port, "k=1&path=/page/" + page);
        JsonNode related = json.readTree(answer.body()).path("related");
        return related.isEmpty() ? "" : related.get(0).path("path").asString();
    }

    /** Of some pages, how many an instance has not got itself: told that another one asks, it asks nobody. */
    private int heldByAnother(int port) throws Exception {
        int held = 0;
        for (int page = 0; page < 20; page++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri(port, "path=/page/" + page)).header("Sluice-Forwarded", "true");
            held += http.send(request.build(), BodyHandlers.ofString()).statusCode() == 503 ? 1 : 0;
        }
        return held;
    }

    /** Times of answers, in microseconds from when each was due, sorted. Each client waits for its answer before it asks again. */
    private long[] load(int port) throws Exception {
        for (int i = 0; i < 2_000; i++) {
            get(port, "path=/page/" + i % PAGES);
        }
        long[] micros = new long[REQUESTS];
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                clients.add(threads.submit((Callable<Void>) () -> {
                    for (int i = first; i < REQUESTS; i += CLIENTS) {
                        long due = start + i * 1_000_000L;
                        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                        assertThat(get(port, "path=/page/" + i % PAGES).statusCode())
                                .isEqualTo(200);
                        micros[i] = (System.nanoTime() - due) / 1_000;
                    }
                    return null;
                }));
            }
        }
        for (Future<?> client : clients) {
            client.get();
        }
        Arrays.sort(micros);
        return micros;
    }

    private HttpResponse<String> get(int port, String query) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(port, query)).build(), BodyHandlers.ofString());
    }

    private static URI uri(int port, String query) {
        return URI.create("http://127.0.0.1:" + port + "/api/v1/related?" + query);
    }
}
