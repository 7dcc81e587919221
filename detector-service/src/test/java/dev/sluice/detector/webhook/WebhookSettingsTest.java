// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WebhookSettingsTest {

    private static WebhookSettings settings(String url, String secret, WebhookSettings.Form form) {
        Duration second = Duration.ofSeconds(1);
        return new WebhookSettings(url == null ? null : URI.create(url), secret, form, 73, second, second, second);
    }

    @Test
    void nobodyIsToldUnsigned() {
        assertThatThrownBy(() -> settings("https://hooks.example/a", null, WebhookSettings.Form.ECS))
                .hasMessageContaining("sluice.detector.webhook.secret");
        assertThatThrownBy(() -> settings("https://hooks.example/a", "short", WebhookSettings.Form.SLACK))
                .hasMessageContaining("16");
        assertThatThrownBy(() -> settings("file:///tmp/x", "a secret of the test", WebhookSettings.Form.ECS))
                .hasMessageContaining("https://");
        assertThat(settings("https://hooks.example/token", null, WebhookSettings.Form.SLACK)
                        .toString())
                .doesNotContain("token");
        assertThat(settings(null, null, WebhookSettings.Form.ECS).url()).isNull();
    }

    /** Reckoned by {@code printf '1795953600.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of the test'}. */
    @Test
    void signaturesAreWhatOthersReckon() {
        WebhookMessage message = new WebhookMessage("a", "d", 73, "{\"a\":1}".getBytes());
        assertThat(message.signature("a secret of the test", Instant.ofEpochSecond(1795953600)))
                .isEqualTo("v1=aee9cb44a3a657ad697f4964c298f07b2f30083c5ed0facbce5f10cf3fcee48d");
    }
}
