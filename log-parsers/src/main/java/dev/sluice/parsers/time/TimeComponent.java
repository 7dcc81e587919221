// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

/** What a piece of a written time says. */
public enum TimeComponent {
    YEAR,
    CENTURY,
    YEAR_OF_CENTURY,
    MONTH,
    DAY,
    DAY_OF_YEAR,
    HOUR,
    /** From 1 to 12; {@link #HALF_OF_DAY} says of which half. */
    HOUR_OF_HALF,
    /** 0 before noon, 1 after. */
    HALF_OF_DAY,
    MINUTE,
    SECOND,
    MILLISECOND,
    MICROSECOND,
    /** Minutes east of Greenwich. */
    OFFSET,
    SECONDS_SINCE_1970,
    MILLISECONDS_SINCE_1970,
    MICROSECONDS_SINCE_1970,
    /** The day of the week and the like, which follow from the rest. */
    NOTHING
}
