// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ProblemDetailsTest {

    private final JsonMapper json = new JsonMapper();

    /** Paths over HTTP/2 may hold what no URI does. */
    @ParameterizedTest
    @CsvSource({"/api/v1/logs, /api/v1/logs", "/a%20b, /a%20b", "/a[b,", "'/a b|{}',", "/%,", "//,"})
    void whateverThePathIsThereIsAnAnswer(String path, String instance) {
        Reply reply = new ProblemDetails(json)
                .of(
                        new RequestRejectedException(RejectionReason.UNKNOWN_PATH, "there is nothing here"),
                        new MockHttpServletRequest("POST", path));

        JsonNode answer = json.readTree(new String(reply.body(), UTF_8));
        assertThat(reply.status()).isEqualTo(RejectionReason.UNKNOWN_PATH.status());
        assertThat(answer.path("detail").asString()).isEqualTo("there is nothing here");
        assertThat(answer.path("instance").asString(null)).isEqualTo(instance);
    }
}
