// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.detections;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The detector whose block list is shown.
 *
 * @param uri where it answers
 * @param timeout longest time that an answer may take
 */
@ConfigurationProperties("sluice.console.detector")
public record DetectorAddress(
        @DefaultValue("http://127.0.0.1:8084") URI uri,
        @DefaultValue("5s") Duration timeout) {

    public DetectorAddress {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("sluice.console.detector.timeout must be positive, was " + timeout);
        }
    }
}
