// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteSearch;

/**
 * What Cisco's systems write before the time or instead of it: one or two sequence numbers, the host, a node ({@code RP/0/RSP0/CPU0:} of IOS XR), an
 * asterisk or a dot for a clock that is not set, or how long the system has been up ({@code 1w2d}, {@code 00:00:46}) in place of a time. Not
 * thread-safe.
 */
final class CiscoHeader {

    private static final int MAX_SEQUENCE_DIGITS = 12;
    private static final int MAX_PARTS = 6;
    private static final long NONE = -1;

    private final Rfc3164Time time;
    private final CiscoCode code;

    /** Of the header read last; empty slices and negative numbers for what is not there. */
    int hostFrom;

    int hostTo;
    int nodeFrom;
    int nodeTo;
    int sequenceFrom;
    int sequenceTo;
    int firstSequenceFrom;
    int firstSequenceTo;
    long uptimeSeconds;

    /** Whether a time was read, rather than nothing or an uptime. */
    boolean hasTime;

    CiscoHeader(Rfc3164Time time, CiscoCode code) {
        this.time = time;
        this.code = code;
    }

    /** Returns where the time starts, or the code where there is no time; -1 if there is no such header. */
    int read(byte[] bytes, int from, int to) {
        hostFrom = hostTo = nodeFrom = nodeTo = sequenceFrom = sequenceTo = firstSequenceFrom = firstSequenceTo = 0;
        uptimeSeconds = NONE;
        hasTime = false;
        int at = from;
        for (int part = 0; part < MAX_PARTS; part++) {
            while (at < to && (bytes[at] == ' ' || bytes[at] == ':')) {
                at++;
            }
            int start = at < to && (bytes[at] == '*' || bytes[at] == '.') ? at + 1 : at;
            if (time.read(bytes, start, to)) {
                hasTime = true;
                return start;
            }
            if (code.read(bytes, start, to)) {
                return part == 0 ? -1 : start;
            }
            int end = ByteSearch.indexOf(bytes, start, to, ' ');
            int behindNode = behindNode(bytes, start, end, to);
            if (behindNode >= 0) {
                hasTime = true;
                return behindNode;
            }
            if (end == to || end == start) {
                return -1;
            }
            if (bytes[end - 1] != ':') {
                if (hostTo > hostFrom || !isHost(bytes, start, end) || !nodeFollows(bytes, end, to)) {
                    return -1;
                }
                hostFrom = start;
                hostTo = end;
            } else if (!readPart(bytes, start, end - 1)) {
                return -1;
            }
            at = end;
        }
        return -1;
    }

    private boolean readPart(byte[] bytes, int from, int to) {
        if (to - from <= MAX_SEQUENCE_DIGITS && ByteSearch.isDigits(bytes, from, to)) {
            firstSequenceFrom = sequenceFrom;
            firstSequenceTo = sequenceTo;
            sequenceFrom = from;
            sequenceTo = to;
            return true;
        }
        long uptime = uptime(bytes, from, to);
        if (uptime >= 0) {
            uptimeSeconds = uptime;
            return true;
        }
        if (hostTo > hostFrom || !isHost(bytes, from, to)) {
            return false;
        }
        hostFrom = from;
        hostTo = to;
        return true;
    }

    /** Where the time starts behind {@code RP/0/RSP0/CPU0:}, or -1. */
    private int behindNode(byte[] bytes, int from, int blank, int to) {
        int colon = ByteSearch.indexOf(bytes, from, blank, ':');
        if (colon == blank
                || ByteSearch.indexOf(bytes, from, colon, '/') == colon
                || !time.read(bytes, colon + 1, to)) {
            return -1;
        }
        nodeFrom = from;
        nodeTo = colon;
        return colon + 1;
    }

    private boolean nodeFollows(byte[] bytes, int blank, int to) {
        int end = ByteSearch.indexOf(bytes, Math.min(blank + 1, to), to, ' ');
        int colon = ByteSearch.indexOf(bytes, Math.min(blank + 1, to), end, ':');
        return colon < end && ByteSearch.indexOf(bytes, blank + 1, colon, '/') < colon;
    }

    /** Seconds of {@code 2y3w}, {@code 1w2d}, {@code 3d04h} or {@code 00:00:46}; or -1. */
    private static long uptime(byte[] bytes, int from, int to) {
        if (to - from == 8 && bytes[from + 2] == ':' && bytes[from + 5] == ':') {
            int hours = ByteSearch.twoDigits(bytes, from);
            int minutes = ByteSearch.twoDigits(bytes, from + 3);
            int seconds = ByteSearch.twoDigits(bytes, from + 6);
            return (hours | minutes | seconds) < 0 ? NONE : (hours * 60L + minutes) * 60 + seconds;
        }
        long total = 0;
        int at = from;
        while (at < to) {
            int unit = ByteSearch.endOfDigits(bytes, at, to);
            if (unit == at || unit - at > 4 || unit == to) {
                return NONE;
            }
            long seconds = switch (bytes[unit]) {
                case 'y' -> 365L * 86_400;
                case 'w' -> 7L * 86_400;
                case 'd' -> 86_400;
                case 'h' -> 3_600;
                case 'm' -> 60;
                case 's' -> 1;
                default -> NONE;
            };
            if (seconds < 0) {
                return NONE;
            }
            total += ByteSearch.number(bytes, at, unit) * seconds;
            at = unit + 1;
        }
        return to > from ? total : NONE;
    }

    private static boolean isHost(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            boolean isName = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || ByteSearch.isDigit(b);
            if (!isName && b != '.' && b != '-' && b != '_' && b != ':' && b != '/') {
                return false;
            }
        }
        return to > from;
    }
}
