// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.time.AccessTime;
import dev.sluice.parsers.time.LoggedTime;
import dev.sluice.parsers.time.TimePattern;

/**
 * When a request began and when it ended, where a format says so with {@link TimePattern}s. The event's time is when the request began, as of
 * {@code %t}; a format that only says when it ended has that. Not thread-safe; each line replaces the last.
 */
final class LoggedTimes {

    private final LoggedTime begin;
    private final LoggedTime end;
    private long beginMillis;
    private long endMillis;

    private LoggedTimes(LoggedTime begin, LoggedTime end) {
        this.begin = begin;
        this.end = end;
    }

    /** For the lines of {@code format}; null if it has no {@link TimePattern}s. */
    static LoggedTimes of(AccessLogFormat format) {
        return format.hasTimePatterns()
                ? new LoggedTimes(
                        format.timePatterns(false).isEmpty() ? null : new LoggedTime(),
                        format.timePatterns(true).isEmpty() ? null : new LoggedTime())
                : null;
    }

    /** Reads what {@code pattern} says from {@code at}. Returns where it ends, or -1 if [at, to) does not start with it. */
    int read(TimePattern pattern, byte[] bytes, int at, int to) {
        return (pattern.ofEnd() ? end : begin).read(pattern, bytes, at, to);
    }

    /** Puts together what was read. Returns whether there are such times. */
    boolean exist(EcsEventWriter event, EventType type) {
        beginMillis = begin == null ? 0 : millis(begin, event, type);
        endMillis = end == null ? 0 : millis(end, event, type);
        return beginMillis != AccessTime.NO_SUCH_TIME && endMillis != AccessTime.NO_SUCH_TIME;
    }

    /** Epoch milliseconds. */
    long timestamp() {
        return begin == null ? endMillis : beginMillis;
    }

    /** Whether the line says when the request ended besides when it began. */
    boolean hasEnd() {
        return begin != null && end != null;
    }

    /** Epoch milliseconds. */
    long end() {
        return endMillis;
    }

    private static long millis(LoggedTime time, EcsEventWriter event, EventType type) {
        long millis = time.millis(
                time.isLocal() ? event.localReceived(type) : event.headers().received());
        return millis != AccessTime.NO_SUCH_TIME && time.isLocal()
                ? LoggedTime.inRange(event.atLocalTime(type, millis))
                : millis;
    }
}
