// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterGroups;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import dev.sluice.operations.deadletter.DeadLetterGroups.Group;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** Letters that nothing was done about, in groups. They are read again for each look, but once for all who look at once. Thread-safe. */
@Component
class LetterOverview {

    private static final Duration FRESH = Duration.ofSeconds(2);

    private final DeadLetterAdmin admin;
    private final LetterSettings settings;
    private final Clock clock;
    private LetterGroups latest;
    private Instant latestAt;

    /**
     * What there is.
     *
     * @param asOf what a person decides is about letters given up before this: about all that were counted, though some came while they were read
     * @param total letters in all groups
     * @param more whether there are letters that were not looked at
     */
    record LetterGroups(Instant asOf, long total, boolean more, List<Group> groups) {}

    LetterOverview(DeadLetterAdmin admin, LetterSettings settings, Clock clock) {
        this.admin = admin;
        this.settings = settings;
        this.clock = clock;
    }

    synchronized LetterGroups read() {
        Instant now = clock.instant();
        if (latest == null || latestAt.plus(FRESH).isBefore(now)) {
            DeadLetterGroups grouped = new DeadLetterGroups();
            long[] total = {0};
            boolean[] more = {false};
            admin.visit(DeadLetterFilter.all(), (letter, resolution) -> {
                if (resolution.isPresent()) {
                    return true;
                }
                if (total[0] == settings.maxScan()) {
                    more[0] = true;
                    return false;
                }
                total[0]++;
                grouped.add(letter);
                return true;
            });
            latestAt = now;
            latest = new LetterGroups(
                    behind(now, grouped.groups()),
                    total[0],
                    more[0],
                    grouped.groups().stream().map(LetterOverview::hidden).toList());
        }
        return latest;
    }

    /** Letters of a group when they were counted last; 0 if that is not known. */
    synchronized long lastCountOf(Cause cause) {
        return latest == null
                ? 0
                : latest.groups.stream()
                        .filter(group -> group.cause().equals(cause))
                        .mapToLong(Group::count)
                        .sum();
    }

    /** Behind the last letter of all groups, which another machine's clock has told the time of, and not before {@code now}. */
    static Instant behind(Instant now, List<Group> groups) {
        return groups.stream()
                .map(group -> group.last().plusMillis(1))
                .filter(last -> last.isAfter(now))
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    private static Group hidden(Group group) {
        return new Group(
                group.cause(), group.count(), group.first(), group.last(), group.example(), hidden(group.message()));
    }

    /** Without secrets and personal data: a message may quote what was sent. */
    static String hidden(String text) {
        return new String(SensitiveText.hide(text.getBytes(UTF_8)), UTF_8);
    }

    /** Something was decided: what was read is not true any more. */
    synchronized void forget() {
        latest = null;
    }
}
