// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.FaultRun.Plan;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.EmbeddedStackSettings;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * The promise: from the file to Elasticsearch and to the lake exactly once, in order within each file, whatever is killed and whichever answer is
 * lost. {@code -Dfaults.seed=N} repeats a run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITFaults {

    private static final int MOST_REPORTED = 20;

    private final long seed =
            Long.getLong("faults.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private final Ports ports = FreePorts.find();
    private TemporaryFolder folder;
    private EmbeddedStack stack;
    private Elasticsearch elasticsearch;
    private Lake lake;

    @BeforeAll
    void start() throws IOException {
        folder = new TemporaryFolder("faults");
        stack = EmbeddedStack.start(
                EmbeddedStackSettings.onPorts(folder.path(), ports.kafka(), ports.elasticsearch(), ports.s3()));
        elasticsearch = new Elasticsearch(URI.create("http://127.0.0.1:" + ports.elasticsearch()));
        lake = SharedSluice.lakeIn(folder.path());
    }

    @AfterAll
    void stop() {
        stack.close();
        folder.delete();
    }

    @Test
    void everyLineOnce() throws Exception {
        assertThat(violations(new Plan("short", 40_000, 30, 3, 3, true))).isEmpty();
    }

    @Test
    void withoutTheRepeatCheckLinesAreThereMoreThanOnce() throws Exception {
        List<String> violations = violations(new Plan("unchecked", 10_000, 8, 0, 0, false));

        // A line without a time of its own has that of its receipt, and so another id each time: no store can tell.
        assertThat(violations).isNotEmpty().allMatch(violation -> violation.matches(".* is there [2-9]\\d* times"));
    }

    @Test
    @Tag("faults")
    void everyLineOnceOfTwoHundredThousand() throws Exception {
        assertThat(violations(new Plan("full", 200_000, 60, 10, 5, true))).isEmpty();
    }

    @Test
    @Tag("faults")
    void everyLineOnceInTenMinutesOfFaults() throws Exception {
        assertThat(violations(new Plan("long", 1_000_000, 600, 60, 25, true))).isEmpty();
    }

    private List<String> violations(Plan plan) throws Exception {
        System.out.println(plan + " with -Dfaults.seed=" + seed);
        List<String> violations = new ArrayList<>();
        try (FaultRun run = new FaultRun(plan, stack, ports, folder.path(), seed)) {
            run.run(elasticsearch, lake);
            assertThat(run.cutAnswers())
                    .as("lost answers, else this has shown nothing")
                    .isPositive();
            for (RotatedLog log : run.logs()) {
                String namespace = run.namespaceOf(log);
                String query = "{\"match_all\":{}}";
                List<JsonNode> hot = elasticsearch.search("logs-numbered-" + namespace, query).stream()
                        .map(hit -> hit.path("_source"))
                        .toList();
                violations.addAll(times("elasticsearch " + namespace, hot, log));
                List<JsonNode> kept = lake.eventsInOrder("numbered", namespace);
                violations.addAll(times("lake " + namespace, kept, log));
                if (plan.repeatCheck()) {
                    violations.addAll(order("elasticsearch " + namespace, byOffset(hot), log));
                    violations.addAll(order("lake " + namespace, kept, log));
                }
            }
        }
        assertThat(elasticsearch.count("logs-sluice.gaps-default", "{\"match_all\":{}}"))
                .as("gaps that were reported")
                .isZero();
        return violations.stream().limit(MOST_REPORTED).toList();
    }

    /** Numbers that are not there exactly once. */
    private static List<String> times(String where, List<JsonNode> events, RotatedLog log) {
        Map<Integer, Integer> times = new HashMap<>();
        events.forEach(event -> times.merge(numberOf(event), 1, Integer::sum));
        List<String> wrong = new ArrayList<>();
        for (int number = 0; number < log.lines(); number++) {
            int found = times.getOrDefault(number, 0);
            if (found != 1) {
                wrong.add(where + ": line " + number + " is there " + found + " times");
            }
        }
        return wrong;
    }

    /** Lines that come after a later one of the same file. */
    private static List<String> order(String where, List<JsonNode> events, RotatedLog log) {
        Map<Integer, Integer> lastOfFile = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (JsonNode event : events) {
            int number = numberOf(event);
            Integer before = lastOfFile.put(log.fileOf(number), number);
            if (before != null && before > number) {
                wrong.add(where + ": line " + number + " comes after " + before);
            }
        }
        return wrong;
    }

    private static List<JsonNode> byOffset(List<JsonNode> events) {
        return events.stream()
                .sorted((a, b) -> Long.compare(offsetOf(a), offsetOf(b)))
                .toList();
    }

    private static long offsetOf(JsonNode event) {
        return event.path("log").path("offset").asLong();
    }

    private static int numberOf(JsonNode event) {
        return RotatedLog.numberIn(event.path("message").asString());
    }
}
