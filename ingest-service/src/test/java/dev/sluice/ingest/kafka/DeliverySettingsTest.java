// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliverySettingsTest {

    /** The last record is handed over at the end of the window, waits for room, and is awaited: all before the deadline. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 120})
    void whatIsSentLastIsSettledBeforeTheDeadline(int seconds) {
        DeliverySettings settings = new DeliverySettings(Duration.ofSeconds(seconds));

        assertThat(settings.sendWindow().plus(settings.maxBlock()).plus(settings.deliveryTimeout()))
                .isLessThan(settings.deadline());
        assertThat(settings.deliveryTimeout().minus(settings.requestTimeout()))
                .as("Kafka wants delivery.timeout.ms >= linger.ms + request.timeout.ms")
                .isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }
}
