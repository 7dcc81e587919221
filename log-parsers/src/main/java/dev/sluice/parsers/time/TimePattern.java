// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A compiled {@code %{format}t}.
 *
 * @param directive as it was written
 * @param ofEnd whether it is the time at which the request ended, rather than that at which it began
 */
public record TimePattern(String directive, boolean ofEnd, List<TimeElement> pieces) {

    private static final Set<TimeComponent> SINCE_1970 = EnumSet.of(
            TimeComponent.SECONDS_SINCE_1970,
            TimeComponent.MILLISECONDS_SINCE_1970,
            TimeComponent.MICROSECONDS_SINCE_1970);

    private static final Set<TimeComponent> DAY = EnumSet.of(TimeComponent.MONTH, TimeComponent.DAY);

    public TimePattern {
        pieces = List.copyOf(pieces);
    }

    /** Whether it ends with a number that goes on for as long as there are digits. */
    public boolean isOpen() {
        return pieces.getLast().isOpen();
    }

    /**
     * Checks that patterns whose texts are put together make a time.
     *
     * @throws IllegalArgumentException if they don't say the day, or the hour in half only
     */
    public static void requireTime(Collection<TimePattern> patterns) {
        Set<TimeComponent> said = EnumSet.noneOf(TimeComponent.class);
        patterns.forEach(pattern -> pattern.pieces.forEach(piece -> said.add(piece.part())));
        if (said.stream().anyMatch(SINCE_1970::contains)) {
            return;
        }
        boolean hasYear = said.contains(TimeComponent.YEAR) || said.contains(TimeComponent.YEAR_OF_CENTURY);
        if (!said.containsAll(DAY) && !(hasYear && said.contains(TimeComponent.DAY_OF_YEAR))) {
            throw new IllegalArgumentException(
                    directives(patterns)
                            + " does not say the day: a time needs %d and %m or %b, or %j and %Y, or one of sec, msec and usec");
        }
        if (said.contains(TimeComponent.HOUR_OF_HALF)
                && !said.contains(TimeComponent.HOUR)
                && !said.contains(TimeComponent.HALF_OF_DAY)) {
            throw new IllegalArgumentException(
                    directives(patterns) + " does not say which half of the day its hour is of: add %p, or use %H");
        }
    }

    private static String directives(Collection<TimePattern> patterns) {
        return String.join(
                " with ", patterns.stream().map(TimePattern::directive).toList());
    }
}
