// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.IpAddress;

/**
 * Tells a syslog daemon's file from the many logs that begin with a time and a word. A line without a priority is syslog for sure if it has what
 * rsyslog's file formats have: a plausible host, and {@code tag:} or {@code tag[pid]:}.
 */
final class SyslogLikeness {

    /** What applications write where syslog has the host or the program: levels, and zones behind the time. */
    private static final WordSet NOT_NAMES = new WordSet(
            "all",
            "alert",
            "audit",
            "config",
            "crit",
            "critical",
            "debug",
            "dbg",
            "deprecated",
            "detail",
            "emerg",
            "emergency",
            "err",
            "error",
            "exception",
            "failed",
            "failure",
            "fatal",
            "fine",
            "finer",
            "finest",
            "hint",
            "inf",
            "info",
            "information",
            "log",
            "message",
            "msg",
            "note",
            "notice",
            "off",
            "ok",
            "panic",
            "query",
            "severe",
            "statement",
            "success",
            "system",
            "trace",
            "trc",
            "unknown",
            "verbose",
            "warn",
            "warning",
            "wrn",
            "am",
            "pm",
            "utc",
            "gmt",
            "cet",
            "cest",
            "est",
            "edt",
            "cst",
            "cdt",
            "mst",
            "mdt",
            "pst",
            "pdt",
            "bst",
            "ist",
            "jst",
            "msk",
            "eet",
            "eest",
            "stdout",
            "stderr");

    /** Programs that every system has: with them even a host's name that could be any word is one. */
    private static final WordSet PROGRAMS = new WordSet(
            "kernel",
            "systemd",
            "systemd-logind",
            "systemd-resolved",
            "systemd-networkd",
            "systemd-timesyncd",
            "systemd-udevd",
            "systemd-journald",
            "sshd",
            "sudo",
            "su",
            "cron",
            "crond",
            "anacron",
            "rsyslogd",
            "syslogd",
            "syslog-ng",
            "syslog",
            "dbus-daemon",
            "dbus",
            "networkmanager",
            "dhclient",
            "dhcpd",
            "dnsmasq",
            "named",
            "ntpd",
            "chronyd",
            "polkitd",
            "auditd",
            "login",
            "useradd",
            "usermod",
            "groupadd",
            "passwd",
            "dovecot",
            "postfix",
            "sendmail",
            "exim",
            "haproxy",
            "keepalived",
            "dockerd",
            "containerd",
            "kubelet",
            "snapd",
            "mtp-probe",
            "smartd",
            "rtkit-daemon",
            "avahi-daemon",
            "cloud-init",
            "logger",
            "freshclam",
            "clamd");

    private static final byte[] LAST_REPEATED = "last message repeated ".getBytes(US_ASCII);
    private static final byte[] REPEATED = "message repeated ".getBytes(US_ASCII);
    private static final WordSet MAIN = new WordSet("main", "mainthread");
    private static final byte[][] OF_THREADS = {
        "thread-".getBytes(US_ASCII),
        "Thread-".getBytes(US_ASCII),
        "exec-".getBytes(US_ASCII),
        "nio-".getBytes(US_ASCII)
    };
    private static final WordSet LOCALHOST = new WordSet("localhost");
    private static final int MAX_HOST = 255;
    private static final int MICROSECONDS_AND_OFFSET = 13;
    private static final int MAX_TAG = 64;

    private SyslogLikeness() {}

    /** Whether a line is syslog although it has no priority. */
    static boolean isSure(byte[] bytes, SyslogEvent fields, Rfc3164Time time) {
        int hostFrom = fields.hostFrom;
        int hostTo = fields.hostTo;
        if (time.isIso() && !time.isRfc3339()
                || !isHost(bytes, hostFrom, hostTo)
                || isNoName(bytes, hostFrom, hostTo)
                || isClass(bytes, hostFrom, hostTo)) {
            return false;
        }
        if (fields.appTo == fields.appFrom) {
            return isRepeated(bytes, fields);
        }
        boolean hasPid = fields.procTo > fields.procFrom;
        if (!isTag(bytes, fields.appFrom, fields.appTo)
                || isNoName(bytes, fields.appFrom, fields.appTo)
                || !hasPid && isClass(bytes, fields.appFrom, fields.appTo)) {
            return false;
        }
        if (time.isIso()) {
            if (isProgram(bytes, fields)) {
                return hasPid || !isZulu(bytes, time);
            }
            boolean isNumbered = hasPid && ByteSearch.isDigits(bytes, fields.procFrom, fields.procTo);
            return !isThread(bytes, hostFrom, hostTo)
                    && (carriesAccessLine(bytes, fields)
                            || isNumbered && hostTo - hostFrom > 1
                            || !isZulu(bytes, time)
                                    && hasMicroseconds(bytes, time.end())
                                    && looksLikeHost(bytes, hostFrom, hostTo));
        }
        return hasPid || !isProse(bytes, hostFrom, hostTo) || isProgram(bytes, fields);
    }

    /** Whether [from, to) can be the name or address of a host. */
    static boolean isHost(byte[] bytes, int from, int to) {
        if (to <= from || to - from > MAX_HOST) {
            return false;
        }
        if (IpAddress.of(bytes, from, to) != IpAddress.NONE) {
            return true;
        }
        boolean hasLetter = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            hasLetter |= isLetter(b);
            if (!isLetter(b) && !ByteSearch.isDigit(b) && b != '.' && b != '-' && b != '_') {
                return false;
            }
        }
        return hasLetter && bytes[from] != '-' && bytes[from] != '.' && bytes[to - 1] != '-';
    }

    /** Docker and many loggers write universal time as Z before any text; syslog daemons write an offset. */
    private static boolean isZulu(byte[] bytes, Rfc3164Time time) {
        return bytes[time.end() - 1] == 'Z';
    }

    /** Whether a time has six digits of a second before its offset, as rsyslog writes it into files. */
    private static boolean hasMicroseconds(byte[] bytes, int end) {
        int dot = ByteSearch.lastIndexOf(bytes, end - MICROSECONDS_AND_OFFSET, end, '.');
        return ByteSearch.endOfDigits(bytes, dot + 1, end) == dot + 7;
    }

    private static boolean isRepeated(byte[] bytes, SyslogEvent fields) {
        return ByteSearch.startsWith(bytes, fields.messageFrom, fields.messageTo, LAST_REPEATED)
                || ByteSearch.startsWith(bytes, fields.messageFrom, fields.messageTo, REPEATED);
    }

    private static boolean isProgram(byte[] bytes, SyslogEvent fields) {
        int slash = ByteSearch.indexOf(bytes, fields.appFrom, fields.appTo, '/');
        return PROGRAMS.contains(bytes, fields.appFrom, slash);
    }

    /**
     * Whether the words behind an address are those of an access log's line ({@code - frank [28/Nov/2026:}), so that the address is a client and no
     * host.
     */
    static boolean isAccessLine(byte[] bytes, int from, int to) {
        int user = from + 2;
        if (user >= to || bytes[from] != '-' || bytes[from + 1] != ' ') {
            return false;
        }
        int time = ByteSearch.indexOf(bytes, user, to, ' ') + 1;
        return time + 4 < to
                && bytes[time] == '['
                && ByteSearch.isDigits(bytes, time + 1, time + 3)
                && bytes[time + 3] == '/';
    }

    /** What a web server's access log has is written by nothing else: a program of any name can have passed it on. */
    private static boolean carriesAccessLine(byte[] bytes, SyslogEvent fields) {
        int to = fields.messageTo;
        int client = ByteSearch.indexOf(bytes, fields.messageFrom, to, ' ');
        return client < to && isHost(bytes, fields.messageFrom, client) && isAccessLine(bytes, client + 1, to);
    }

    /** Whether a name is one that threads have: Java's {@code pool-1-thread-2}, {@code http-nio-8080-exec-3} and {@code main}. */
    private static boolean isThread(byte[] bytes, int from, int to) {
        if (MAIN.contains(bytes, from, to)) {
            return true;
        }
        for (byte[] part : OF_THREADS) {
            for (int i = from; i + part.length < to; i++) {
                boolean startsWord = i == from || bytes[i - 1] == '-';
                if (startsWord && ByteSearch.startsWith(bytes, i, to, part)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a name has a digit, a dot or a hyphen in it, which a word of a sentence seldom has. */
    private static boolean looksLikeHost(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (ByteSearch.isDigit(bytes[i]) || bytes[i] == '.' || bytes[i] == '-') {
                return true;
            }
        }
        return LOCALHOST.contains(bytes, from, to);
    }

    /** Whether a name could be the first word of a sentence. */
    private static boolean isProse(byte[] bytes, int from, int to) {
        boolean isCapitalized = bytes[from] >= 'A' && bytes[from] <= 'Z' && to - from > 1;
        for (int i = from + 1; i < to && isCapitalized; i++) {
            isCapitalized = bytes[i] >= 'a' && bytes[i] <= 'z';
        }
        return isCapitalized;
    }

    private static boolean isTag(byte[] bytes, int from, int to) {
        if (to - from > MAX_TAG) {
            return false;
        }
        boolean hasLetter = false;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            hasLetter |= isLetter(b);
            if (b <= ' ' && b != ' ' || b < 0 || b == '"' || b == '=' || b == ',' || b == ';' || b == '{' || b == '|') {
                return false;
            }
        }
        return hasLetter;
    }

    /** Whether a name is that of a class in packages, such as {@code com.example.Shop}, which loggers have; macOS's programs have a process id. */
    private static boolean isClass(byte[] bytes, int from, int to) {
        int dot = ByteSearch.lastIndexOf(bytes, from, to, '.');
        return dot > from
                && dot + 1 < to
                && bytes[dot + 1] >= 'A'
                && bytes[dot + 1] <= 'Z'
                && ByteSearch.lastIndexOf(bytes, from, dot, '.') > from;
    }

    private static boolean isNoName(byte[] bytes, int from, int to) {
        return NOT_NAMES.contains(bytes, from, to);
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }
}
