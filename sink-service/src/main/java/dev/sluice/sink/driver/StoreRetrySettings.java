// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.concurrent.BackOff;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a sink waits before something is sent to its store again.
 *
 * @param first longest pause before the second attempt; it doubles with each
 * @param max longest pause; there is no bound on the number of attempts
 */
public record StoreRetrySettings(
        @DefaultValue("200ms") @DurationMin(millis = 1) Duration first,
        @DefaultValue("15s") @DurationMin(millis = 1) Duration max) {

    /** For the attempts of one thing that is sent. */
    public BackOff backOff() {
        return new BackOff(first, max);
    }
}
