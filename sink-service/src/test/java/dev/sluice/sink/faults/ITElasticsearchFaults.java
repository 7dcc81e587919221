// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.sink.testing.FaultProxy;
import dev.sluice.sink.testing.FaultProxy.Answer;
import dev.sluice.sink.testing.FaultProxy.Fault;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Whatever Elasticsearch or the network does: afterwards each event is there once, and none is a dead letter. */
// A service that runs is all that is asked of it in most tests.
@SuppressWarnings("try")
@Tag("faults")
class ITElasticsearchFaults {

    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final int EVENTS = Integer.getInteger("sluice.test.events", 5_000);

    @TempDir
    private static Path elasticsearchFolder;

    private static HotStore store;
    private static FaultProxy proxy;

    @TempDir
    private Path folder;

    private Pipe pipe;
    private String dataStream;

    @BeforeAll
    static void startElasticsearch() {
        store = HotStore.start(elasticsearchFolder);
        proxy = new FaultProxy(store.endpoint());
    }

    @AfterAll
    static void stopElasticsearch() {
        proxy.close();
        store.close();
    }

    @BeforeEach
    void startKafka(TestInfo test) throws Exception {
        proxy.fault(FaultProxy.NONE);
        pipe = new Pipe(folder.resolve("kafka"), 2);
        dataStream = "logs-" + test.getTestMethod().orElseThrow().getName().toLowerCase() + "-default";
    }

    @AfterEach
    void stopKafka() {
        pipe.close();
    }

    @Test
    void isAway() {
        passes(() -> proxy.down(), () -> proxy.up());
    }

    @Test
    void answers429ToRequests() {
        passes(answering(429));
    }

    @Test
    void answers429ToOneItemInAHundred() {
        passes((request, behind) -> request.isBulk() ? someItems(request, behind, 1, 100) : behind.ask(request));
    }

    @Test
    void failsHalfOfTheItems() {
        passes((request, behind) -> request.isBulk() ? someItems(request, behind, 50, 100) : behind.ask(request));
    }

    @Test
    void answers401AfterARotatedPassword() {
        passes(answering(401));
    }

    @Test
    void answers413ToBigRequests() {
        passes((request, behind) -> request.isBulk() && request.body().length > 100_000
                ? Answer.of(413, "{\"error\":\"too large\"}")
                : behind.ask(request));
    }

    @Test
    void answersAfterTheClientHasGivenUp() {
        passes((request, behind) -> {
            Answer answer = behind.ask(request);
            // Written, and nobody hears of it.
            return request.isBulk() ? null : answer;
        });
    }

    @Test
    void answersWithHalfAnAnswer() {
        passes((request, behind) -> {
            Answer answer = behind.ask(request);
            return request.isBulk() && ThreadLocalRandom.current().nextBoolean()
                    ? new Answer(200, answer.headers(), Arrays.copyOf(answer.body(), answer.body().length / 2))
                    : answer;
        });
    }

    @Test
    void rollsOverBetweenALostAnswerAndTheRetry() {
        AtomicInteger rolled = new AtomicInteger();
        passes((request, behind) -> {
            Answer answer = behind.ask(request);
            if (!request.isBulk()) {
                return answer;
            }
            if (rolled.getAndIncrement() < 5) {
                store.rollOver(dataStream);
            }
            return null;
        });
        assertThat(store.backingIndices(dataStream)).hasSizeGreaterThan(2);
    }

    @Test
    void rollsOverBetweenTheLookUpAndTheRetry() {
        AtomicInteger rolled = new AtomicInteger();
        AtomicInteger lost = new AtomicInteger();
        passes((request, behind) -> {
            if (request.isBulk() && lost.getAndIncrement() < 3) {
                behind.ask(request);
                return null;
            }
            // Looked up and not found in an older index: there is none yet, and now there is.
            if (request.isBulk() && rolled.getAndIncrement() < 3) {
                store.rollOver(dataStream);
            }
            return behind.ask(request);
        });
        assertThat(store.backingIndices(dataStream)).hasSizeGreaterThan(2);
    }

    private void passes(Fault fault) {
        passes(() -> proxy.fault(fault), () -> proxy.fault(FaultProxy.NONE));
    }

    /** Half of the events before the fault begins, half while it lasts. */
    private void passes(Runnable begin, Runnable end) {
        Set<String> ids = pipe.writeEvents(dataStream, TIME, 0, EVENTS / 2);
        try (var sink = Sink.elasticsearch(
                pipe.bootstrapServers(),
                proxy.endpoint(),
                "--sluice.sink.elasticsearch.retry.max=1s",
                "--sluice.sink.elasticsearch.bulk.max-size=64KB",
                "--sluice.sink.elasticsearch.bulk.min-size=32KB",
                "--sluice.sink.elasticsearch.request-timeout=20s")) {
            await().atMost(Duration.ofSeconds(60)).until(() -> store.count(dataStream) > 0);
            begin.run();
            ids.addAll(pipe.writeEvents(dataStream, TIME, EVENTS / 2, EVENTS / 2));
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            end.run();
            await().atMost(Duration.ofSeconds(120))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> store.count(dataStream) >= EVENTS);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    sink.health("elasticsearch").health().getDetails())
                            .containsEntry("state", "ok"));
            assertThat(sink.counter("sluice.sink.documents", "store", "elasticsearch", "result", "dead_letter"))
                    .isZero();
        }
        assertThat(store.ids(dataStream)).containsExactlyElementsOf(ids);
        pipe.committed("sluice-sink-elasticsearch")
                .values()
                .forEach(committed -> assertThat(committed.offset()).isEqualTo(EVENTS / 2));
    }

    private static Fault answering(int status) {
        return (request, behind) ->
                request.isBulk() ? Answer.of(status, "{\"error\":\"on purpose\"}") : behind.ask(request);
    }

    /** Some items, by chance, do not reach Elasticsearch, and are answered with 429. */
    private static Answer someItems(FaultProxy.Request request, FaultProxy.Store behind, int some, int of)
            throws IOException, InterruptedException {
        String[] lines = new String(request.body(), UTF_8).split("\n");
        boolean[] busy = new boolean[lines.length / 2];
        StringBuilder passed = new StringBuilder();
        for (int i = 0; i < busy.length; i++) {
            busy[i] = ThreadLocalRandom.current().nextInt(of) < some;
            if (!busy[i]) {
                passed.append(lines[2 * i])
                        .append('\n')
                        .append(lines[2 * i + 1])
                        .append('\n');
            }
        }
        if (passed.isEmpty()) {
            return Answer.of(429, "{}");
        }
        Answer answer = behind.ask(request.withBody(passed.toString().getBytes(UTF_8)));
        String body = new String(answer.body(), UTF_8);
        String[] items =
                body.substring(body.indexOf('[') + 1, body.lastIndexOf(']')).split("(?<=}}),");
        StringBuilder merged = new StringBuilder("{\"items\":[");
        int next = 0;
        for (boolean isBusy : busy) {
            merged.append(
                            isBusy
                                    ? "{\"create\":{\"status\":429,\"error\":{\"type\":\"x\",\"reason\":\"y\"}}}"
                                    : items[next++])
                    .append(',');
        }
        merged.setLength(merged.length() - 1);
        return Answer.of(200, merged.append("]}").toString());
    }
}
