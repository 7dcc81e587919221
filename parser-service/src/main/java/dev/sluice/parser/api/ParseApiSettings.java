// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Who may ask {@code POST /api/v1/parse}, and how much.
 *
 * @param token that askers present, at least 16 characters; without, everybody may who reaches the service on loopback, and nobody elsewhere
 * @param maxBody most bytes of lines in one request, up to 16MB
 * @param maxEvents most events, failures and dropped lines in one answer
 * @param maxAnswer most bytes of events in one answer
 * @param concurrency requests that are received and answered at once
 * @param bodyTimeout longest time that the lines may take to come in
 */
@ConfigurationProperties("sluice.parser.api")
public record ParseApiSettings(
        String token,
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("10000") int maxEvents,
        @DefaultValue("64MB") DataSize maxAnswer,
        @DefaultValue("4") int concurrency,
        @DefaultValue("10s") Duration bodyTimeout) {

    private static final int SHORTEST_TOKEN = 16;
    private static final DataSize LONGEST_BODY = DataSize.ofMegabytes(16);

    public ParseApiSettings {
        require(
                token == null || token.length() >= SHORTEST_TOKEN,
                "token must have at least " + SHORTEST_TOKEN + " characters, and has fewer");
        require(
                maxBody.toBytes() > 0 && maxBody.compareTo(LONGEST_BODY) <= 0,
                "max-body must be between 1B and 16MB, was " + maxBody);
        require(maxEvents > 0, "max-events must be at least 1, was " + maxEvents);
        require(maxAnswer.toBytes() > 0, "max-answer must be positive, was " + maxAnswer);
        require(concurrency > 0, "concurrency must be at least 1, was " + concurrency);
        require(bodyTimeout.isPositive(), "body-timeout must be positive, was " + bodyTimeout);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("sluice.parser.api." + message);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ParseApiSettings[maxBody=" + maxBody + ", maxEvents=" + maxEvents + ", concurrency=" + concurrency
                + "]";
    }
}
