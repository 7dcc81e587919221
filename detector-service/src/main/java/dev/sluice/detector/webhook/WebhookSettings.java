// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code sluice.detector.webhook.*}.
 *
 * @param url where alerts are posted; nowhere unless given
 * @param secret by which they are signed, of 16 characters or more; needed but for the form slack, whose address is the secret
 * @param form what is posted: the alert as it is on {@code logs.alerts} (ecs), or a message for Slack and what takes the same (slack)
 * @param minSeverity of an alert, 1 to 99, from which it is posted
 * @param timeout longest time that an answer may take
 * @param retryFirst longest pause before it is tried again the first time; it doubles
 * @param retryMax longest pause
 */
@Validated
@ConfigurationProperties("sluice.detector.webhook")
public record WebhookSettings(
        @Nullable URI url,
        @Nullable String secret,
        @DefaultValue("ecs") Form form,
        @DefaultValue("73") @Min(1) @Max(99) int minSeverity,
        @DefaultValue("10s") @DurationMin(millis = 1) Duration timeout,
        @DefaultValue("1s") @DurationMin(millis = 1) Duration retryFirst,
        @DefaultValue("5m") @DurationMin(millis = 1) Duration retryMax) {

    private static final int SHORTEST_SECRET = 16;

    /** What is posted. */
    public enum Form {
        ECS,
        SLACK
    }

    public WebhookSettings {
        if (url != null && !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
            throw new IllegalArgumentException("sluice.detector.webhook.url must begin with https:// or http://");
        }
        boolean signed = secret != null && secret.length() >= SHORTEST_SECRET;
        if (url != null && form == Form.ECS && !signed || secret != null && !signed) {
            throw new IllegalArgumentException("sluice.detector.webhook.secret must have at least " + SHORTEST_SECRET
                    + " characters: without it nobody can tell your alerts from anybody's");
        }
    }

    /** Without address and secret, of which either may be what nobody should know. */
    @Override
    public String toString() {
        return "WebhookSettings[form=" + form + ", minSeverity=" + minSeverity + ']';
    }
}
