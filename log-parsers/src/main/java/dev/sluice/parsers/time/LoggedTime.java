// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.time;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.Timestamps;
import java.util.Arrays;

/**
 * A time that one or several {@link TimePattern}s say. All lines of a format say the same parts of it, so that nothing is cleared from line to
 * line. Not thread-safe.
 */
public final class LoggedTime {

    private static final long UNSAID = Long.MIN_VALUE;

    /** Of offsets that no zone has. */
    private static final int NO_SUCH_OFFSET = Integer.MAX_VALUE;

    private static final int NOT_THERE = -1;

    private static final int MAX_OFFSET_HOURS = 18;
    private static final int HALF_A_DAY = 12;

    /** POSIX: two digits from 69 are of the twentieth century. */
    private static final int FIRST_OF_1900 = 69;

    private final long[] said = new long[TimeComponent.values().length];

    public LoggedTime() {
        Arrays.fill(said, UNSAID);
    }

    /** Reads what {@code pattern} says from {@code at}. Returns where it ends, or -1 if [at, to) does not start with it. */
    public int read(TimePattern pattern, byte[] bytes, int from, int to) {
        int at = from;
        for (int i = 0; i < pattern.pieces().size() && at >= 0; i++) {
            at = read(pattern.pieces().get(i), bytes, at, to);
        }
        return at;
    }

    /** Whether neither a zone nor a number since 1970 is said. */
    public boolean isLocal() {
        return !says(TimeComponent.OFFSET)
                && !says(TimeComponent.SECONDS_SINCE_1970)
                && !says(TimeComponent.MILLISECONDS_SINCE_1970)
                && !says(TimeComponent.MICROSECONDS_SINCE_1970);
    }

    /**
     * Epoch milliseconds, or of the wall's clock where the time {@link #isLocal}; what is finest counts.
     *
     * @param received when the line came, on the same clock: a time without a year is the latest that is not more than a day after it
     * @return or {@link AccessTime#NO_SUCH_TIME}
     */
    public long millis(long received) {
        long millis;
        if (says(TimeComponent.MICROSECONDS_SINCE_1970)) {
            millis = said(TimeComponent.MICROSECONDS_SINCE_1970) / 1_000;
        } else if (says(TimeComponent.MILLISECONDS_SINCE_1970)) {
            millis = said(TimeComponent.MILLISECONDS_SINCE_1970);
        } else if (says(TimeComponent.SECONDS_SINCE_1970)) {
            millis = said(TimeComponent.SECONDS_SINCE_1970) * 1_000 + thousandths();
        } else {
            millis = ofCalendar(received);
        }
        return inRange(millis);
    }

    /** The time, or {@link AccessTime#NO_SUCH_TIME} if its year has not four digits. */
    public static long inRange(long millis) {
        return Timestamps.canWrite(millis) ? millis : AccessTime.NO_SUCH_TIME;
    }

    private long ofCalendar(long received) {
        int hour = hour();
        int minute = or(TimeComponent.MINUTE, 0);
        int second = or(TimeComponent.SECOND, 0);
        long offset = says(TimeComponent.OFFSET) ? said(TimeComponent.OFFSET) : 0;
        if (!CivilTime.isTime(hour, minute, second) || offset == NO_SUCH_OFFSET) {
            return AccessTime.NO_SUCH_TIME;
        }
        long ofDay = ((hour * 60L + minute) * 60 + second) * 1_000 + thousandths() - offset * 60_000;
        int year = year();
        if (says(TimeComponent.MONTH) && says(TimeComponent.DAY)) {
            int month = or(TimeComponent.MONTH, 0);
            int day = or(TimeComponent.DAY, 0);
            if (year < 0) {
                return CivilTime.latestBefore(received, month, day, ofDay);
            }
            return CivilTime.isDate(year, month, day)
                    ? CivilTime.epochDay(year, month, day) * CivilTime.MILLIS_PER_DAY + ofDay
                    : AccessTime.NO_SUCH_TIME;
        }
        int dayOfYear = or(TimeComponent.DAY_OF_YEAR, 0);
        int last = CivilTime.isDate(year, 2, 29) ? 366 : 365;
        return dayOfYear >= 1 && dayOfYear <= last
                ? (CivilTime.epochDay(year, 1, 1) + dayOfYear - 1) * CivilTime.MILLIS_PER_DAY + ofDay
                : AccessTime.NO_SUCH_TIME;
    }

    private int hour() {
        if (says(TimeComponent.HOUR) || !says(TimeComponent.HOUR_OF_HALF)) {
            return or(TimeComponent.HOUR, 0);
        }
        int ofHalf = or(TimeComponent.HOUR_OF_HALF, 0);
        // Twelve comes before one.
        return ofHalf >= 1 && ofHalf <= HALF_A_DAY
                ? ofHalf % HALF_A_DAY + HALF_A_DAY * or(TimeComponent.HALF_OF_DAY, 0)
                : -1;
    }

    /** The year, or -1 if none is said. */
    private int year() {
        if (says(TimeComponent.YEAR)) {
            return or(TimeComponent.YEAR, 0);
        }
        if (!says(TimeComponent.YEAR_OF_CENTURY)) {
            return -1;
        }
        int ofCentury = or(TimeComponent.YEAR_OF_CENTURY, 0);
        return or(TimeComponent.CENTURY, ofCentury >= FIRST_OF_1900 ? 19 : 20) * 100 + ofCentury;
    }

    private long thousandths() {
        return says(TimeComponent.MICROSECOND)
                ? said(TimeComponent.MICROSECOND) / 1_000
                : or(TimeComponent.MILLISECOND, 0);
    }

    private int read(TimeElement piece, byte[] bytes, int at, int to) {
        return switch (piece.notation()) {
            case TEXT -> piece.text().isAt(bytes, at, to) ? at + piece.text().length() : NOT_THERE;
            case NUMBER -> number(piece, bytes, at, to);
            case MONTH -> month(at + 3 <= to ? CivilTime.month(bytes, at) : 0, at + 3);
            case MONTH_IN_FULL -> {
                int month = at + 3 <= to ? CivilTime.month(bytes, at) : 0;
                yield month == 0 ? NOT_THERE : month(month, EnglishNames.endOfMonth(month, bytes, at, to));
            }
            case WEEKDAY -> EnglishNames.weekday(bytes, at, to) < 0 ? NOT_THERE : at + 3;
            case WEEKDAY_IN_FULL -> EnglishNames.endOfWeekday(bytes, at, to);
            case HALF_OF_DAY -> halfOfDay(bytes, at, to);
            case OFFSET -> at + 5 <= to ? offset(bytes, at, at + 5) : NOT_THERE;
            case ZONE -> zone(bytes, at, to);
            case FRACTION -> fraction(bytes, at, to);
        };
    }

    private int number(TimeElement piece, byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + piece.most());
        int start = from;
        while (piece.blanks() && start < limit - 1 && bytes[start] == ' ') {
            start++;
        }
        int end = ByteSearch.endOfDigits(bytes, start, limit);
        if (end == start || end - from < piece.least()) {
            return NOT_THERE;
        }
        said[piece.part().ordinal()] = ByteSearch.number(bytes, start, end);
        return end;
    }

    /** Of the digits the first three count: times are kept to the millisecond. */
    private int fraction(byte[] bytes, int from, int to) {
        int end = ByteSearch.endOfDigits(bytes, from, to);
        long thousandths = 0;
        for (int i = 0; i < 3; i++) {
            thousandths = thousandths * 10 + (from + i < end ? bytes[from + i] - '0' : 0);
        }
        said[TimeComponent.MILLISECOND.ordinal()] = thousandths;
        return end == from ? NOT_THERE : end;
    }

    private int month(int month, int end) {
        said[TimeComponent.MONTH.ordinal()] = month;
        return month == 0 ? NOT_THERE : end;
    }

    private int halfOfDay(byte[] bytes, int at, int to) {
        if (at + 2 > to || (bytes[at + 1] | 0x20) != 'm') {
            return NOT_THERE;
        }
        int first = bytes[at] | 0x20;
        said[TimeComponent.HALF_OF_DAY.ordinal()] = first == 'p' ? 1 : 0;
        return first == 'a' || first == 'p' ? at + 2 : NOT_THERE;
    }

    /** Only names that mean the same everywhere are taken; zones without a name are written as {@code +03} or {@code +0530}. */
    private int zone(byte[] bytes, int at, int to) {
        if (EnglishNames.isUniversalTime(bytes, at, to)) {
            said[TimeComponent.OFFSET.ordinal()] = 0;
            return at + 3;
        }
        int end = at < to ? ByteSearch.endOfDigits(bytes, at + 1, Math.min(to, at + 5)) : at;
        return end - at == 3 || end - at == 5 ? offset(bytes, at, end) : NOT_THERE;
    }

    /** Reads {@code +hh} or {@code +hhmm}. */
    private int offset(byte[] bytes, int at, int end) {
        byte sign = bytes[at];
        int hours = ByteSearch.twoDigits(bytes, at + 1);
        int minutes = end - at == 5 ? ByteSearch.twoDigits(bytes, at + 3) : 0;
        if (sign != '+' && sign != '-' || (hours | minutes) < 0) {
            return NOT_THERE;
        }
        int offset = hours * 60 + minutes;
        said[TimeComponent.OFFSET.ordinal()] =
                hours > MAX_OFFSET_HOURS || minutes > 59 ? NO_SUCH_OFFSET : sign == '-' ? -offset : offset;
        return end;
    }

    private boolean says(TimeComponent part) {
        return said[part.ordinal()] != UNSAID;
    }

    private long said(TimeComponent part) {
        return said[part.ordinal()];
    }

    private int or(TimeComponent part, int otherwise) {
        return says(part) ? (int) said(part) : otherwise;
    }
}
