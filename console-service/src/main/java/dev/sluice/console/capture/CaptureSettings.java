// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one look at passing events may cost.
 *
 * @param maxEvents lines or events that are captured at most
 * @param maxWait longest time that they are waited for
 * @param maxRead most bytes of a topic that are read for it
 * @param maxSize lines and events that have more bytes are passed over
 */
@ConfigurationProperties("sluice.console.capture")
public record CaptureSettings(
        @DefaultValue("50") int maxEvents,
        @DefaultValue("30s") Duration maxWait,
        @DefaultValue("64MB") DataSize maxRead,
        @DefaultValue("16KB") DataSize maxSize) {

    public CaptureSettings {
        require(maxEvents > 0, "max-events must be at least 1, was " + maxEvents);
        require(maxWait.isPositive(), "max-wait must be positive, was " + maxWait);
        require(maxRead.toBytes() > 0, "max-read must be positive, was " + maxRead);
        require(maxSize.toBytes() > 0, "max-size must be positive, was " + maxSize);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("sluice.console.capture." + message);
        }
    }
}
