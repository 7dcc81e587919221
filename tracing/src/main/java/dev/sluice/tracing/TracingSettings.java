// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tracing;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which requests are traced, and where their spans go.
 *
 * @param endpoint that takes spans by OTLP over HTTP, e.g. {@code http://collector:4318/v1/traces}; nothing is traced if absent
 * @param share of the requests that are traced, 0 to 1, where the sender has not decided: one that comes with a {@code traceparent} has
 * @param maxPerSecond most requests that are traced in a second, whoever decided
 */
@ConfigurationProperties("sluice.tracing")
public record TracingSettings(
        @Nullable URI endpoint,
        @DefaultValue("0.01") double share,
        @DefaultValue("50") int maxPerSecond) {

    public TracingSettings {
        if (endpoint != null
                && (!"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())
                        || endpoint.getHost() == null)) {
            throw new IllegalArgumentException(
                    "sluice.tracing.endpoint must be a URL like http://collector:4318/v1/traces, was '" + endpoint
                            + "'");
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("sluice.tracing.share must be 0 to 1, was " + share);
        }
        if (maxPerSecond < 1) {
            throw new IllegalArgumentException("sluice.tracing.max-per-second must be at least 1, was " + maxPerSecond);
        }
    }
}
