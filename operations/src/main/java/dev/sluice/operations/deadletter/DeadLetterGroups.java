// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dead letters in groups that probably have one cause: the same stage, reason, dataset, sender and shape. Not thread-safe. */
public final class DeadLetterGroups {

    /** Most groups that are held; what comes after them and fits none shares one. */
    static final int MAX_GROUPS = 1_000;

    static final String OTHER = "(other)";

    /**
     * What the letters of a group share.
     *
     * @param stage the topic that holds them
     * @param reason a {@code DeadLetterReason}'s name
     * @param dataset or {@code -}
     * @param sender the token's name, or {@code -}
     * @param shape of the value: words and numbers taken out
     */
    public record Cause(String stage, String reason, String dataset, String sender, String shape) {

        static Cause of(DeadLetterRecord letter) {
            return new Cause(
                    letter.coordinates().topic(),
                    letter.reason(),
                    letter.dataset().orElse("-"),
                    letter.sender(),
                    ByteShape.of(letter.value()));
        }
    }

    /**
     * A group.
     *
     * @param first when the first of them was given up
     * @param last when the last of them was given up
     * @param example coordinates of the last
     * @param message of the last
     */
    public record Group(Cause cause, long count, Instant first, Instant last, String example, String message) {

        private Group with(Group other) {
            Group newer = other.last.isBefore(last) ? this : other;
            return new Group(
                    cause,
                    count + other.count,
                    first.isBefore(other.first) ? first : other.first,
                    newer.last,
                    newer.example,
                    newer.message);
        }
    }

    private final Map<Cause, Group> groups = new HashMap<>();

    public void add(DeadLetterRecord letter) {
        Cause cause = Cause.of(letter);
        if (!groups.containsKey(cause) && groups.size() >= MAX_GROUPS) {
            cause = new Cause(cause.stage(), OTHER, OTHER, OTHER, OTHER);
        }
        Group group = new Group(
                cause, 1, letter.at(), letter.at(), letter.coordinates().toString(), letter.message());
        groups.merge(cause, group, Group::with);
    }

    /** The largest first. */
    public List<Group> groups() {
        return groups.values().stream()
                .sorted(Comparator.comparingLong(Group::count).reversed().thenComparing(Group::first))
                .toList();
    }
}
