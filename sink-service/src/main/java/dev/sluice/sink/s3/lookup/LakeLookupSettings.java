// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.lookup;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Who may ask in which objects events are, and how much is read for an answer.
 *
 * @param token that askers present, at least 16 characters; without, everybody may who reaches the service on loopback, and nobody elsewhere
 * @param maxObjects most objects that are read for one answer
 * @param maxBytes most bytes of them
 */
@ConfigurationProperties("sluice.sink.s3.lookup")
public record LakeLookupSettings(
        String token,
        @DefaultValue("100") int maxObjects,
        @DefaultValue("512MB") DataSize maxBytes) {

    private static final int SHORTEST_TOKEN = 16;

    public LakeLookupSettings {
        require(
                token == null || token.length() >= SHORTEST_TOKEN,
                "token must have at least " + SHORTEST_TOKEN + " characters, and has fewer");
        require(maxObjects > 0, "max-objects must be at least 1, was " + maxObjects);
        require(maxBytes.toBytes() > 0, "max-bytes must be positive, was " + maxBytes);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("sluice.sink.s3.lookup." + message);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "LakeLookupSettings[maxObjects=" + maxObjects + ", maxBytes=" + maxBytes + "]";
    }
}
