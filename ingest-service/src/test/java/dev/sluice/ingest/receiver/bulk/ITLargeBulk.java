// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Items of a few bytes each, which compress to nothing: what is made of them is many times as long. */
class ITLargeBulk {

    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(), "sluice.ingest.max-events=100000", "sluice.ingest.budget=40MB");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void moreItemsThanARequestMayHoldAreRejectedBeforeAnyIsInKafka() throws IOException {
        HttpResponse<String> answer = post(900_000);

        // By the number, or by the budget, whichever is reached first.
        assertThat(answer.statusCode()).isIn(413, 429);
        assertThat(answer.body()).contains("nothing of");
        assertThat(post(100_001).statusCode()).isEqualTo(413);
    }

    @Test
    void itemsCountIntoTheBudgetBesidesTheirBytes() throws IOException {
        try (RunningIngest small =
                RunningIngest.start(SharedStack.kafka().bootstrapServers(), "sluice.ingest.budget=12MB")) {
            // 1.7 MB of body, held four times, would fit.
            assertThat(post(small, 100_000).statusCode()).isEqualTo(429);
            assertThat(post(small, 1_000).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theAnswerIsWrittenAsItIsMade() throws IOException {
        HttpResponse<String> answer = post(100_000);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.headers().firstValue("X-Elastic-Product")).hasValue("Elasticsearch");
        assertThat(answer.body())
                .startsWith("{\"took\":")
                .contains("\"errors\":false")
                .endsWith("]}");
        assertThat(answer.body().split("\"create\":").length - 1).isEqualTo(100_000);
    }

    private static HttpResponse<String> post(int items) throws IOException {
        return post(ingest, items);
    }

    private static HttpResponse<String> post(RunningIngest to, int items) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            byte[] item = "{\"create\":{}}\n{}\n".getBytes(UTF_8);
            for (int i = 0; i < items; i++) {
                gzip.write(item);
            }
        }
        return to.post("/x/_bulk", body.toByteArray(), "Content-Encoding", "gzip");
    }
}
