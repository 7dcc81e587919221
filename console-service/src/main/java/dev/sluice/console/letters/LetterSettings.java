// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How dead letters are looked at and dealt with.
 *
 * @param maxScan letters that are looked at for an overview; what comes after them is not counted, and the page says so
 * @param samples letters of a group that are shown
 * @param sampleSize most bytes of each that are shown
 * @param patience how long a replay waits for what becomes of its letters
 */
@ConfigurationProperties("sluice.console.letters")
public record LetterSettings(
        @DefaultValue("200000") long maxScan,
        @DefaultValue("5") int samples,
        @DefaultValue("4096") int sampleSize,
        @DefaultValue("60s") Duration patience) {

    public LetterSettings {
        require(maxScan > 0, "max-scan must be at least 1, was " + maxScan);
        require(samples > 0, "samples must be at least 1, was " + samples);
        require(sampleSize > 0, "sample-size must be at least 1, was " + sampleSize);
        require(patience.isPositive(), "patience must be positive, was " + patience);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("sluice.console.letters." + message);
        }
    }
}
