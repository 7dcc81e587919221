// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.event.DetectableEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageViewTest {

    private static final String STREAM = "logs-apache.access-shop";

    @ParameterizedTest
    @CsvSource({
        "GET,  200, /,                 true",
        "GET,  200, /a/b,              true",
        "GET,  304, /a/index.html,     true",
        "GET,  206, /a.b/index.php,    true",
        "GET,  301, /a,                false",
        "GET,  404, /a,                false",
        "GET,  500, /a,                false",
        "POST, 200, /a,                false",
        "HEAD, 200, /a,                false",
        "GET,  200, /logo.png,         false",
        "GET,  200, /app.min.js,       false",
        "GET,  200, /.env,             false",
    })
    void aPageIsAGetThatWasAnsweredAndNoFileOfOne(String method, int status, String path, boolean isPage) {
        assertThat(view(STREAM, method, status, path, "192.0.2.1", "Firefox"))
                .matches(view -> view.isPresent() == isPage);
    }

    @Test
    void clientsAreToldApartByNamespaceAddressAndUserAgent() {
        PageView view = view(STREAM, "GET", 200, "/", "192.0.2.1", "Firefox").orElseThrow();

        assertThat(view.namespace()).isEqualTo("shop");
        assertThat(view.second()).isEqualTo(1_795_867_209);
        assertThat(view("logs-nginx.access-shop", "GET", 200, "/other", "192.0.2.1", "Firefox")
                        .orElseThrow()
                        .client())
                .isEqualTo(view.client())
                .doesNotContain("192");
        assertThat(view(STREAM, "GET", 200, "/", "192.0.2.1", "Chrome")
                        .orElseThrow()
                        .client())
                .isNotEqualTo(view.client());
        assertThat(view(STREAM, "GET", 200, "/", "192.0.2.2", "Firefox")
                        .orElseThrow()
                        .client())
                .isNotEqualTo(view.client());
        assertThat(view("logs-apache.access-other", "GET", 200, "/", "192.0.2.1", "Firefox")
                        .orElseThrow()
                        .client())
                .isNotEqualTo(view.client());
    }

    @Test
    void whatIsInNoDataStreamIsNoView() {
        assertThat(view("nothing", "GET", 200, "/", "192.0.2.1", "Firefox")).isEmpty();
    }

    private static Optional<PageView> view(
            String stream, String method, int status, String path, String address, String userAgent) {
        return PageView.of(stream, DetectableEvent.read("""
                        {"@timestamp":"2026-11-28T12:00:09Z","source":{"address":"%s"},"url":{"path":"%s"},\
                        "user_agent":{"original":"%s"},"http":{"request":{"method":"%s"},"response":{"status_code":%d}}}\
                        """.formatted(address, path, userAgent, method, status)
                .getBytes(UTF_8)));
    }
}
