// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.refusal.Refusal;
import dev.sluice.ingest.sender.Sender;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

/** What no ordinary HTTP client can send; the rest is in {@link ITLogs}. */
class LogsRequestTest {

    private static final Formats FORMATS = new Formats(new HttpSettings(List.of()));

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/logs");

    @Test
    void headersAreUtf8() {
        request.addHeader("X-Sluice-Path", new String("/var/log/\u00e4.log".getBytes(UTF_8), ISO_8859_1));

        assertThat(LogsRequest.of(request, FORMATS, Sender.ANYBODY, 1).headers().path())
                .isEqualTo("/var/log/\u00e4.log");
    }

    @Test
    void headersThatAreNotUtf8AreRefused() {
        request.addHeader("X-Sluice-Host", "\u00e4");

        assertRefused("X-Sluice-Host is not UTF-8");
    }

    @Test
    void controlCharactersAreRefused() {
        request.addHeader("X-Sluice-Label-team", "a\tb");

        assertRefused("X-Sluice-Label-team holds control characters");
    }

    @Test
    void aHeaderSentTwiceIsRefused() {
        request.addHeader("Idempotency-Key", "a");
        request.addHeader("Idempotency-Key", "b");

        assertRefused("Idempotency-Key is there 2 times; send it once");
    }

    @Test
    void tooManyLabelsAreRefused() {
        for (int i = 0; i < 33; i++) {
            request.addHeader("X-Sluice-Label-" + i, "x");
        }

        assertRefused("X-Sluice-Label-* may be there 32 times, was 33");
    }

    @Test
    void theQueryIsPercentDecoded() {
        request.setQueryString("format=te%78t&&namespace=a");
        assertThat(LogsRequest.of(request, FORMATS, Sender.ANYBODY, 1).headers())
                .satisfies(headers -> assertThat(headers.format()).isEqualTo("text"))
                .satisfies(headers -> assertThat(headers.namespace()).isEqualTo("a"));

        request.setQueryString("format=%zz");
        assertRefused("query is not percent-encoded: '%zz'");
    }

    @Test
    void aLongValueIsNotRepeatedInFull() {
        request.setQueryString("format=" + "x".repeat(5000));

        assertThatThrownBy(() -> LogsRequest.of(request, FORMATS, Sender.ANYBODY, 1))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> LogsRequest.of(request, FORMATS, Sender.ANYBODY, 1))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(message);
    }
}
