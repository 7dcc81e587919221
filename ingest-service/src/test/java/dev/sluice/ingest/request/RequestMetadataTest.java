// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.auth.TestSenders;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkHeaders;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** What no ordinary HTTP client can send; the rest is in {@link ITLogs}. */
class RequestMetadataTest {

    private static final KnownFormats FORMATS = new KnownFormats(new FormatSettings(List.of()));

    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/logs");

    @Test
    void headersAreUtf8() {
        request.addHeader("X-Sluice-Path", new String("/var/log/\u00e4.log".getBytes(UTF_8), ISO_8859_1));

        assertThat(RequestMetadata.of(request, FORMATS, TestSenders.anonymous(), 1)
                        .headers()
                        .path())
                .isEqualTo("/var/log/\u00e4.log");
    }

    @Test
    void headersThatAreNotUtf8AreRefused() {
        request.addHeader("X-Sluice-Host", "\u00e4");

        assertRefused("X-Sluice-Host is not UTF-8");
    }

    @Test
    void hostPathAndLabelsMayBePercentEncoded() {
        request.addHeader("X-Sluice-Host", "h%C3%A4nsel");
        request.addHeader("X-Sluice-Path", "/var/log/%E2%82%AC 100%25%0A+" + latin1OfUtf8("\u00e4") + ".log");
        request.addHeader("X-Sluice-Label-team", "%41b%09c");

        ChunkHeaders headers =
                RequestMetadata.of(request, FORMATS, TestSenders.anonymous(), 1).headers();

        assertThat(headers.host()).isEqualTo("h\u00e4nsel");
        assertThat(headers.path()).isEqualTo("/var/log/\u20ac 100%\n+\u00e4.log");
        assertThat(headers.labels()).containsExactly(Map.entry("team", "Ab\tc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "100%", "%4", "%zz/", "a%2"})
    void aPercentSignThatEncodesNothingIsRefused(String path) {
        request.addHeader("X-Sluice-Path", path);

        assertRefused("X-Sluice-Path holds a % without two hexadecimal digits behind it; write % as %25");
    }

    @Test
    void bytesThatAreEncodedMustBeUtf8Too() {
        request.addHeader("X-Sluice-Host", "%E4");

        assertRefused("X-Sluice-Host is not UTF-8");
    }

    @Test
    void encodedBytesCountOnce() {
        request.addHeader("X-Sluice-Host", "%C3%A4".repeat(127));
        assertThat(RequestMetadata.of(request, FORMATS, TestSenders.anonymous(), 1)
                        .headers()
                        .host())
                .hasSize(127);

        request.removeHeader("X-Sluice-Host");
        request.addHeader("X-Sluice-Host", "%C3%A4".repeat(2) + "x".repeat(252));
        assertRefused("X-Sluice-Host must have 1 to 255 bytes, has 256");
    }

    private static String latin1OfUtf8(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
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
        assertThat(RequestMetadata.of(request, FORMATS, TestSenders.anonymous(), 1)
                        .headers())
                .satisfies(headers -> assertThat(headers.format()).isEqualTo("text"))
                .satisfies(headers -> assertThat(headers.namespace()).isEqualTo("a"));

        request.setQueryString("format=%zz");
        assertRefused("query is not percent-encoded: '%zz'");
    }

    @Test
    void aLongValueIsNotRepeatedInFull() {
        request.setQueryString("format=" + "x".repeat(5000));

        assertThatThrownBy(() -> RequestMetadata.of(request, FORMATS, TestSenders.anonymous(), 1))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> RequestMetadata.of(request, FORMATS, TestSenders.anonymous(), 1))
                .isInstanceOf(RequestRejectedException.class)
                .hasMessageContaining(message);
    }
}
