// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much senders may send, each at once and all together.
 *
 * @param maxBody longest body, after decompression
 * @param bodyTimeout longest time that a body may take to come in, if it comes slower than {@code body-rate}
 * @param bodyRate bytes a second, compressed or not, at which a body may come in however long it takes
 * @param budget bytes of bodies held at once, over all requests; a quarter of the heap if absent
 * @param senderBudget bytes of bodies that one token may hold at once, or one address where nobody is asked who they are; half of {@code budget}
 *     if absent, or what one body of {@code max-body} takes if that is more, up to seven eighths
 * @param expansionRate bytes a second to which bodies that grow to more than a hundred times their compressed size are decompressed, all together
 */
@ConfigurationProperties("sluice.ingest")
public record BodySettings(
        @DefaultValue("16MB") DataSize maxBody,
        @DefaultValue("60s") Duration bodyTimeout,
        @DefaultValue("16KB") DataSize bodyRate,
        DataSize budget,
        DataSize senderBudget,
        @DefaultValue("64MB") DataSize expansionRate) {

    private static final DataSize MOST = DataSize.ofMegabytes(100);

    /** What is left to others, of so many parts one. */
    private static final int OTHERS = 8;

    /** {@code _bulk} holds its body four times, and something for each item. */
    private static final int LONGEST_TAKES = 5;

    public BodySettings {
        // Kafka's brokers read no request over 100 MB, and a single line may be as long as the body.
        if (maxBody.toBytes() < 1 || maxBody.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("sluice.ingest.max-body must be between 1B and 100MB, was " + maxBody);
        }
        if (bodyTimeout.isNegative() || bodyTimeout.isZero()) {
            throw new IllegalArgumentException("sluice.ingest.body-timeout must be positive, was " + bodyTimeout);
        }
        if (bodyRate.toBytes() < 1) {
            throw new IllegalArgumentException("sluice.ingest.body-rate must be positive, was " + bodyRate);
        }
        if (expansionRate.toBytes() < 1) {
            throw new IllegalArgumentException("sluice.ingest.expansion-rate must be positive, was " + expansionRate);
        }
        if (budget == null) {
            budget = DataSize.ofBytes(Runtime.getRuntime().maxMemory() / 4);
        }
        if (budget.toBytes() < 1) {
            throw new IllegalArgumentException("sluice.ingest.budget must be positive, was " + budget);
        }
        if (senderBudget == null) {
            senderBudget = DataSize.ofBytes(partOf(budget.toBytes(), maxBody.toBytes()));
        }
        if (senderBudget.toBytes() < 1 || senderBudget.compareTo(budget) > 0) {
            throw new IllegalArgumentException(
                    "sluice.ingest.sender-budget must be between 1B and sluice.ingest.budget (" + budget + "), was "
                            + senderBudget);
        }
    }

    /**
     * Half, but enough for one body of the longest kind by whatever protocol, or its sender would be told to come again for ever; and on a small
     * heap less than all, so that others are served.
     */
    private static long partOf(long budget, long longestBody) {
        return Math.max(1, Math.max(budget / 2, Math.min(budget / OTHERS * (OTHERS - 1), LONGEST_TAKES * longestBody)));
    }
}
