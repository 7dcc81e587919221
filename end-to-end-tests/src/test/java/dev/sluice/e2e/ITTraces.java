// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A sender's trace goes on to both stores, and leads back from them. */
@ExtendWith(LedgerJudge.class)
class ITTraces {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SENDER = "00f067aa0ba902b7";
    private static final String NAMESPACE = "traces";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SharedSluice sluice = SharedSluice.get();

    @Test
    void aTraceGoesFromTheSendersRequestToBothStores() throws IOException {
        post("a traced line", "traceparent", "00-" + TRACE + '-' + SENDER + "-01");
        post("a line of a request that is not traced");
        post("a line whose sender wants no trace", "traceparent", "00-" + "5".repeat(32) + '-' + SENDER + "-00");

        await("spans of all steps")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sluice.spans().of(TRACE))
                        .extracting(SpanCollector.Span::name)
                        .containsExactlyInAnyOrder("receive logs", "parse", "store elasticsearch", "store s3"));
        Map<String, SpanCollector.Span> steps =
                sluice.spans().of(TRACE).stream().collect(Collectors.toMap(SpanCollector.Span::name, span -> span));
        assertThat(steps.get("receive logs").parent()).isEqualTo(SENDER);
        assertThat(steps.get("parse").parent())
                .isEqualTo(steps.get("receive logs").id());
        assertThat(List.of(steps.get("store elasticsearch"), steps.get("store s3")))
                .extracting(SpanCollector.Span::parent)
                .containsOnly(steps.get("parse").id());

        await("the lines are found in Elasticsearch, by the trace's id")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(messages("{\"term\":{\"sluice.trace.id\":\"" + TRACE + "\"}}"))
                            .containsExactly("a traced line");
                    assertThat(messages("{\"bool\":{\"must_not\":{\"exists\":{\"field\":\"sluice.trace.id\"}}}}"))
                            .hasSize(2);
                });
        await("they are in the lake")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sluice.lake().events("generic", NAMESPACE))
                        .hasSize(3)
                        .filteredOn(event ->
                                event.at("/sluice/trace/id").asString("").equals(TRACE))
                        .extracting(event -> event.path("message").asString())
                        .containsExactly("a traced line"));
    }

    private void post(String line, String... headers) throws IOException {
        assertThat(sluice.ingest()
                        .post("format=text&namespace=" + NAMESPACE, line.getBytes(UTF_8), headers)
                        .statusCode())
                .isEqualTo(202);
    }

    private List<String> messages(String query) {
        return sluice.elasticsearch().search("logs-generic-" + NAMESPACE, query).stream()
                .map(hit -> hit.at("/_source/message").asString())
                .toList();
    }
}
