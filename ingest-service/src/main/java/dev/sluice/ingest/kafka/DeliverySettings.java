// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long Kafka may take.
 *
 * <p>The producer's time-outs are shares of the deadline, chosen so that whatever Kafka has not acknowledged has left the producer's buffer
 * before the sender hears that it was rejected: nothing of it turns up later.
 *
 * @param deadline longest time from the end of a request's body to its answer
 */
@ConfigurationProperties("sluice.ingest")
public record DeliverySettings(@DefaultValue("10s") Duration deadline) {

    public DeliverySettings {
        if (deadline.compareTo(Duration.ofSeconds(1)) < 0 || deadline.compareTo(Duration.ofMinutes(2)) > 0) {
            throw new IllegalArgumentException("sluice.ingest.deadline must be between 1s and 2m, was " + deadline);
        }
    }

    /** Longest wait for the producer to take one record: {@code max.block.ms}. */
    Duration maxBlock() {
        return deadline.dividedBy(5);
    }

    /** Longest wait for a broker's answer: {@code request.timeout.ms}. */
    Duration requestTimeout() {
        return deadline.multipliedBy(2).dividedBy(5);
    }

    /** Longest stay of a record in the producer, tries included: {@code delivery.timeout.ms}. */
    Duration deliveryTimeout() {
        return deadline.dividedBy(2);
    }

    /** Longest time during which further records of a request may be handed to the producer; what is left is enough to await them. */
    Duration sendWindow() {
        return deadline.dividedBy(4);
    }
}
