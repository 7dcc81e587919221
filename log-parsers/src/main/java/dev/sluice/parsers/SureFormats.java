// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.LogFormat;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * What {@code auto} takes of the declared formats that come along. A look at a line's first bytes decides which of them could be meant; nearly
 * all other lines cost no more than that.
 */
final class SureFormats {

    private static final int OWNER_LENGTH = 64;
    private static final int SHORTEST = 24;

    private final LineParser nginxError;
    private final LineParser loadBalancer;
    private final LineParser s3Access;
    private final LineParser postgresql;
    private final LineParser java;
    private final LineParser logfmt;
    private final LineParser haproxyHttp;
    private final LineParser haproxyTcp;

    SureFormats(
            LineParser nginxError,
            LineParser loadBalancer,
            LineParser s3Access,
            LineParser postgresql,
            LineParser java,
            LineParser logfmt,
            LineParser haproxyHttp,
            LineParser haproxyTcp) {
        this.nginxError = nginxError;
        this.loadBalancer = loadBalancer;
        this.s3Access = s3Access;
        this.postgresql = postgresql;
        this.java = java;
        this.logfmt = logfmt;
        this.haproxyHttp = haproxyHttp;
        this.haproxyTcp = haproxyTcp;
    }

    /** The format that has taken the line, or null. */
    LogFormat taker(byte first, Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (to - from < SHORTEST) {
            return null;
        }
        if (isOwner(bytes, from, to)) {
            return s3Access.parse(line, event) ? LogFormat.AWS_S3_ACCESS : null;
        }
        if (ByteSearch.isDigit(first)) {
            return takerOfTime(line, event);
        }
        if (first >= 'a' && first <= 'z') {
            int word = from + 1;
            while (word < to && word - from < 12 && bytes[word] >= '0' && bytes[word] <= 'z' && bytes[word] != '=') {
                word++;
            }
            if (word < to && bytes[word] == '=') {
                return logfmt.parse(line, event) ? LogFormat.LOGFMT : null;
            }
            boolean mayBeLoadBalancer = word + 12 < to
                    && bytes[word] == ' '
                    && word - from <= 5
                    && isDate(bytes, word + 1, '-')
                    && bytes[word + 11] == 'T';
            if (mayBeLoadBalancer && isLoadBalancer(bytes, from, word)) {
                return loadBalancer.parse(line, event) ? LogFormat.AWS_ALB : null;
            }
        }
        return null;
    }

    /** HAProxy's format that has taken the line, or null. Its lines look like those of access logs, and are tried behind them. */
    LogFormat takerOfConnection(Line line, EcsEventWriter event) {
        if (haproxyHttp.parse(line, event)) {
            return LogFormat.HAPROXY_HTTP;
        }
        return haproxyTcp.parse(line, event) ? LogFormat.HAPROXY_TCP : null;
    }

    private LogFormat takerOfTime(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        if (isDate(bytes, from, '/')) {
            return nginxError.parse(line, event) ? LogFormat.NGINX_ERROR : null;
        }
        if (bytes[from + 2] == ':' && bytes[from + 5] == ':') {
            return java.parse(line, event) ? LogFormat.JAVA : null;
        }
        if (!isDate(bytes, from, '-')) {
            return null;
        }
        if (bytes[from + 10] == ' ' && postgresql.parse(line, event)) {
            return LogFormat.POSTGRESQL;
        }
        return java.parse(line, event) ? LogFormat.JAVA : null;
    }

    /** Whether [at, at + 10) has the shape of a date; the array holds at least eleven bytes there. */
    private static boolean isDate(byte[] bytes, int at, char separator) {
        return bytes[at + 4] == separator && bytes[at + 7] == separator && ByteSearch.isDigits(bytes, at, at + 4);
    }

    private static boolean isLoadBalancer(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 2 -> bytes[from] == 'h' && bytes[from + 1] == '2' || bytes[from] == 'w' && bytes[from + 1] == 's';
            case 3 -> bytes[from] == 'w' && bytes[from + 1] == 's' && bytes[from + 2] == 's';
            case 4 -> bytes[from] == 'h' && bytes[from + 1] == 't' && bytes[from + 2] == 't' && bytes[from + 3] == 'p';
            case 5 -> bytes[from + 4] == 's' && (bytes[from] == 'h' || bytes[from] == 'g');
            default -> false;
        };
    }

    /** Whether the line begins with the canonical id of a bucket's owner. */
    private static boolean isOwner(byte[] bytes, int from, int to) {
        if (to - from <= OWNER_LENGTH || bytes[from + OWNER_LENGTH] != ' ') {
            return false;
        }
        for (int i = from; i < from + OWNER_LENGTH; i++) {
            byte b = bytes[i];
            if (!(b >= '0' && b <= '9' || b >= 'a' && b <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
