// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.operations.replay.RangeReplay;
import dev.sluice.operations.replay.RangeReplay.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A span of raw chunks through the parser again, into a namespace of its own. */
@ExtendWith(LedgerJudge.class)
class ITReplay {

    private static final String ALL = "{\"match_all\":{}}";

    private final SharedSluice sluice = SharedSluice.get();

    @Test
    void eachEventIsInTheOtherNamespaceOnceHoweverOftenTheReplayIsCutOffOrAskedFor() throws Exception {
        Instant from = Instant.now();
        for (int batch = 0; batch < 50; batch++) {
            send("replay-" + batch, lines(batch));
        }
        // A sender's retry: the parser drops it, now as then.
        send("replay-7", lines(7));
        awaitCounts("first", 500);
        Instant to = Instant.now();

        RangeReplay replay = new RangeReplay(Map.of("bootstrap.servers", sluice.kafka()));
        assertThatThrownBy(() -> replay.run(new TimeRange(from, to, "second"), 1_000_000_000, progress -> {
                    throw new IllegalStateException("cut off after " + progress.chunks());
                }))
                .hasMessageStartingWith("cut off");
        Outcome rest = replay(from, to, "second");
        assertThat(rest.output()).endsWith("; 0 records left\n");
        assertThat(rest.exitCode()).isZero();
        awaitCounts("second", 500);
        assertThat(replay(from, to, "second").output()).contains("0 chunks, 0.0 MB replayed");

        send("replay-last", lines(50));
        awaitCounts("first", 510);
        awaitCounts("second", 500);
        assertThat(values("second", "/url/original"))
                .isSubsetOf(values("first", "/url/original"))
                .hasSize(500);
        // The namespace is in the ids, so that nothing is over what is there.
        assertThat(values("second", "/event/id"))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(values("first", "/event/id"));
        Outcome other = replay(from.minusSeconds(1), to, "second");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.output()).contains("the namespace second has a replay of " + from + " to " + to + " already");
    }

    private Outcome replay(Instant from, Instant to, String namespace) throws Exception {
        return sluice.commandLine()
                .run("replay", "--from", from.toString(), "--to", to.toString(), "--namespace", namespace);
    }

    private static String lines(int batch) {
        return IntStream.range(0, 10)
                .mapToObj(i -> String.format(
                        "192.0.2.1 - - [28/Feb/2026:10:%02d:%02d +0000] \"GET /replay HTTP/1.1\" 200 5", batch, i))
                .collect(Collectors.joining("\n"));
    }

    private void send(String key, String lines) throws Exception {
        assertThat(sluice.ingest()
                        .post("format=apache_common&namespace=first", lines.getBytes(UTF_8), "Idempotency-Key", key)
                        .statusCode())
                .isEqualTo(202);
    }

    private List<String> values(String namespace, String field) {
        return sluice.lake().events("apache.access", namespace).stream()
                .map(event -> event.at(field))
                .map(JsonNode::asString)
                .toList();
    }

    private void awaitCounts(String namespace, int expected) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(sluice.elasticsearch().count("logs-apache.access-" + namespace, ALL))
                    .isEqualTo(expected);
            assertThat(sluice.lake().events("apache.access", namespace)).hasSize(expected);
        });
    }
}
