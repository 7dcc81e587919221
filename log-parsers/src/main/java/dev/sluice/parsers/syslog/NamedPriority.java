// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the priority that BSD's syslogd writes into files behind the time with {@code -v} and {@code -vv}: {@code <4.3>} or {@code <auth.info>},
 * facility and severity by number or name (FreeBSD, syslogd(8)); and those that stand behind the host, AIX's {@code auth|security:info} and BusyBox's
 * {@code auth.info}. Not thread-safe.
 */
final class NamedPriority {

    private static final Map<String, Integer> FACILITIES = new HashMap<>();
    private static final Map<String, Integer> SEVERITIES = new HashMap<>();
    private static final int LONGEST = 24;

    static {
        String[] facilities = {
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "security",
            "console"
        };
        for (int i = 0; i < facilities.length; i++) {
            FACILITIES.put(facilities[i], i);
        }
        for (int i = 0; i < 8; i++) {
            FACILITIES.put("local" + i, 16 + i);
        }
        String[] severities = {"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
        for (int i = 0; i < severities.length; i++) {
            SEVERITIES.put(severities[i], i);
        }
        SEVERITIES.put("panic", 0);
        SEVERITIES.put("error", 3);
        SEVERITIES.put("warn", 4);
    }

    private int priority;
    private int end;

    /** Whether such a priority starts at {@code from}. */
    boolean read(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '<') {
            return false;
        }
        int close = ByteSearch.indexOf(bytes, from, Math.min(to, from + LONGEST), '>');
        int dot = ByteSearch.indexOf(bytes, from, close, '.');
        if (close >= to || bytes[close] != '>' || dot == close) {
            return false;
        }
        int facility = number(bytes, from + 1, dot, FACILITIES, 23);
        int severity = number(bytes, dot + 1, close, SEVERITIES, 7);
        priority = facility * 8 + severity;
        end = close + 1;
        return facility >= 0 && severity >= 0;
    }

    /** Whether a priority as AIX or BusyBox write it behind the host starts at {@code from}; most words that stand there end in a colon. */
    boolean readBehindHost(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + LONGEST);
        for (int i = from; i + 1 < limit && bytes[i] != ' '; i++) {
            if (bytes[i] == ':') {
                return bytes[i + 1] != ' ' && readAix(bytes, from, to);
            }
            if (bytes[i] == '[') {
                return false;
            }
        }
        return readBusyBox(bytes, from, to);
    }

    /** Whether AIX's form starts at {@code from}, up to a blank. A facility may have two names; the first counts. */
    private boolean readAix(byte[] bytes, int from, int to) {
        int limit = Math.min(to, from + LONGEST);
        int colon = ByteSearch.indexOf(bytes, from, limit, ':');
        int blank = ByteSearch.indexOf(bytes, colon, limit, ' ');
        if (blank >= limit || ByteSearch.indexOf(bytes, from, colon, ' ') < colon) {
            return false;
        }
        int bar = ByteSearch.indexOf(bytes, from, colon, '|');
        Integer facility = FACILITIES.get(new String(bytes, from, bar - from, US_ASCII));
        Integer severity = SEVERITIES.get(new String(bytes, colon + 1, blank - colon - 1, US_ASCII));
        if (facility == null || severity == null) {
            return false;
        }
        priority = facility * 8 + severity;
        end = blank;
        return true;
    }

    /** Whether BusyBox's form starts at {@code from}, up to a blank: {@code auth.info}. */
    private boolean readBusyBox(byte[] bytes, int from, int to) {
        int blank = ByteSearch.indexOf(bytes, from, Math.min(to, from + LONGEST), ' ');
        int dot = ByteSearch.indexOf(bytes, from, blank, '.');
        if (dot == blank || blank == to || bytes[blank] != ' ') {
            return false;
        }
        Integer facility = FACILITIES.get(new String(bytes, from, dot - from, US_ASCII));
        Integer severity = SEVERITIES.get(new String(bytes, dot + 1, blank - dot - 1, US_ASCII));
        if (facility == null || severity == null) {
            return false;
        }
        priority = facility * 8 + severity;
        end = blank;
        return true;
    }

    int priority() {
        return priority;
    }

    int end() {
        return end;
    }

    private static int number(byte[] bytes, int from, int to, Map<String, Integer> names, int most) {
        if (to - from <= 2 && ByteSearch.isDigits(bytes, from, to)) {
            int number = (int) ByteSearch.number(bytes, from, to);
            return number <= most ? number : -1;
        }
        return names.getOrDefault(new String(bytes, from, to - from, US_ASCII).toLowerCase(Locale.ROOT), -1);
    }
}
