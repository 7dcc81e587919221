// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.DateTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.LocalClock;
import dev.sluice.parsers.engine.Timestamps;
import dev.sluice.parsers.time.AccessTime;
import dev.sluice.parsers.time.LoggedTime;
import dev.sluice.parsers.time.TimePattern;
import dev.sluice.parsers.time.TimePatternCompiler;
import java.util.List;

/** Reads the times of one field, in the notations that were declared for it. Not thread-safe. */
final class TimeReader {

    private static final int MAX_DIGITS = 19;

    private final Notation[] notations;
    private final LocalClock clock;
    private final DateTime dateTime = new DateTime();
    private final AccessTime accessTime = new AccessTime();
    private final String expected;

    /** One of the named notations, or a pattern. */
    private record Notation(String name, TimePattern pattern, LoggedTime time) {

        boolean isNumber() {
            return pattern == null && name.startsWith("unix");
        }
    }

    TimeReader(FieldDeclaration declaration) {
        List<String> times = declaration.times().isEmpty() ? List.of("iso8601") : declaration.times();
        notations = times.stream().map(TimeReader::notation).toArray(Notation[]::new);
        clock = declaration.zone() == null ? null : new LocalClock(declaration.zone());
        expected = "a time as " + String.join(" or ", times);
    }

    /**
     * Checks a notation.
     *
     * @throws IllegalArgumentException if it can't be read back; the message says why
     */
    static void check(String time) {
        if (!FieldDeclarations.TIMES.contains(time)) {
            TimePattern.requireTime(List.of(TimePatternCompiler.compileOwn(time)));
        }
    }

    private static Notation notation(String time) {
        return FieldDeclarations.TIMES.contains(time)
                ? new Notation(time, null, null)
                : new Notation(time, TimePatternCompiler.compileOwn(time), new LoggedTime());
    }

    /** What is expected where none of the notations fits. */
    String expected() {
        return expected;
    }

    /** Epoch milliseconds; or {@link AccessTime#NOT_A_TIME}, or {@link AccessTime#NO_SUCH_TIME} for a time that does not exist. */
    long read(byte[] bytes, int from, int to, EcsEventWriter event, EventType type) {
        long best = AccessTime.NOT_A_TIME;
        for (Notation notation : notations) {
            long millis = read(notation, bytes, from, to, event, type);
            if (notations.length > 1 && notation.isNumber() && millis < Timestamps.EARLIEST_GUESSED) {
                // Which notation it is is guessed then.
                millis = AccessTime.NOT_A_TIME;
            }
            if (millis != AccessTime.NOT_A_TIME && millis != AccessTime.NO_SUCH_TIME) {
                return millis;
            }
            best = Math.max(best, millis);
        }
        return best;
    }

    private long read(Notation notation, byte[] bytes, int from, int to, EcsEventWriter event, EventType type) {
        if (notation.pattern() != null) {
            return byPattern(notation, bytes, from, to, event, type);
        }
        return switch (notation.name()) {
            case "iso8601" -> iso8601(bytes, from, to, event, type);
            case "httpdate" -> to - from == AccessTime.LENGTH ? accessTime.read(bytes, from) : AccessTime.NOT_A_TIME;
            case "unix" -> since1970(bytes, from, to, 1_000_000_000);
            case "unix_ms" -> since1970(bytes, from, to, 1_000_000);
            case "unix_us" -> since1970(bytes, from, to, 1_000);
            case "unix_ns" -> since1970(bytes, from, to, 1);
            default -> throw new IllegalStateException(notation.name());
        };
    }

    private long iso8601(byte[] bytes, int from, int to, EcsEventWriter event, EventType type) {
        if (!dateTime.read(bytes, from, to) || dateTime.end() != to) {
            return AccessTime.NOT_A_TIME;
        }
        if (!dateTime.exists()) {
            return AccessTime.NO_SUCH_TIME;
        }
        return dateTime.isLocal() ? local(dateTime.millis(), event, type) : dateTime.millis();
    }

    private long byPattern(Notation notation, byte[] bytes, int from, int to, EcsEventWriter event, EventType type) {
        LoggedTime time = notation.time();
        if (time.read(notation.pattern(), bytes, from, to) != to) {
            return AccessTime.NOT_A_TIME;
        }
        boolean isLocal = time.isLocal();
        long received = event.headers().received();
        long millis = time.millis(
                !isLocal ? received : clock == null ? event.localReceived(type) : clock.toLocalMillis(received));
        return millis != AccessTime.NO_SUCH_TIME && isLocal ? local(millis, event, type) : millis;
    }

    private long local(long millis, EcsEventWriter event, EventType type) {
        return LoggedTime.inRange(clock == null ? event.atLocalTime(type, millis) : clock.toEpochMillis(millis));
    }

    private static boolean fitsLong(byte[] bytes, int from, int to) {
        return to - from < MAX_DIGITS || to - from == MAX_DIGITS && bytes[from] < '9';
    }

    /** Of a number with or without a fraction, in units of so many nanoseconds. */
    private static long since1970(byte[] bytes, int from, int to, long unit) {
        int whole = ByteSearch.endOfDigits(bytes, from, to);
        if (whole == from || !fitsLong(bytes, from, whole)) {
            return AccessTime.NOT_A_TIME;
        }
        boolean hasFraction = whole < to && bytes[whole] == '.' && ByteSearch.isDigits(bytes, whole + 1, to);
        if (whole < to && !hasFraction) {
            return AccessTime.NOT_A_TIME;
        }
        long units = ByteSearch.number(bytes, from, whole);
        long millis = unit >= 1_000_000
                ? units > Timestamps.MAX ? Long.MAX_VALUE : units * (unit / 1_000_000)
                : units / (1_000_000 / unit);
        if (unit > 1_000_000 && hasFraction) {
            long digit = 100;
            for (int i = whole + 1; i < to && digit > 0; i++) {
                millis += (bytes[i] - '0') * digit;
                digit /= 10;
            }
        }
        return LoggedTime.inRange(millis);
    }
}
