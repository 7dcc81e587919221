// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Topics;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which dead letters.
 *
 * @param topics in which topics; empty for all that hold dead letters
 * @param reasons with which reasons; empty for all
 * @param datasets of which datasets; empty for all
 * @param causes of which groups of a {@link DeadLetterGroups}; empty for all
 * @param from given up at or after this, or null
 * @param to given up before this, or null
 */
public record DeadLetterFilter(
        Set<String> topics, Set<String> reasons, Set<String> datasets, Set<Cause> causes, Instant from, Instant to) {

    public DeadLetterFilter {
        topics = Set.copyOf(topics);
        reasons = Set.copyOf(reasons);
        datasets = Set.copyOf(datasets);
        causes = Set.copyOf(causes);
        topics.forEach(DeadLetterFilter::requireDeadLetterTopic);
        reasons.forEach(DeadLetterFilter::requireReason);
    }

    /** Every letter. */
    public static DeadLetterFilter all() {
        return new DeadLetterFilter(Set.of(), Set.of(), Set.of(), Set.of(), null, null);
    }

    /** Those of one group, given up before a time. */
    public static DeadLetterFilter ofGroup(Cause cause, Instant to) {
        return new DeadLetterFilter(Set.of(cause.stage()), Set.of(), Set.of(), Set.of(cause), null, to);
    }

    static void requireDeadLetterTopic(String topic) {
        if (!Topics.holdsDeadLetters(topic)) {
            throw new IllegalArgumentException("dead letters are in " + Topics.RAW_DEAD_LETTERS + " and in "
                    + Topics.deadLettersOf("STORE") + ", not in '" + topic + "'");
        }
    }

    /** A letter with a reason that is misspelt would never be found. */
    private static void requireReason(String reason) {
        if (DeadLetterReason.ofName(reason) == DeadLetterReason.UNKNOWN) {
            throw new IllegalArgumentException("there is no reason '" + reason + "'; there are "
                    + Arrays.stream(DeadLetterReason.values())
                            .filter(known -> known != DeadLetterReason.UNKNOWN)
                            .map(DeadLetterReason::name)
                            .collect(Collectors.joining(", ")));
        }
    }

    Optional<Instant> start() {
        return Optional.ofNullable(from);
    }

    boolean matches(DeadLetterRecord letter) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && (datasets.isEmpty()
                        || letter.dataset().filter(datasets::contains).isPresent())
                && (causes.isEmpty() || causes.contains(Cause.of(letter)))
                && (from == null || !letter.at().isBefore(from))
                && (to == null || letter.at().isBefore(to));
    }
}
