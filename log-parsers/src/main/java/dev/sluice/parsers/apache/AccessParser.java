// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.apache.AccessLine.Extras;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.SourceFieldWriter;
import dev.sluice.parsers.time.AccessTime;

/**
 * Access logs of any {@code LogFormat}. Field names follow ECS and, below {@code apache.access}, Elastic's Apache integration.
 */
public final class AccessParser implements LineParser {

    /** Addresses and names have few brackets. */
    private static final int MAX_BRACKETS = 4;

    private final AccessLine fields;
    private final boolean hasTime;
    private final boolean tlsOnly;
    private final AccessTime time = new AccessTime();
    private final AccessWriter writer;

    private AccessParser(AccessLogFormat format, Extras extras, SourceFieldWriter source, Enrichment userAgents) {
        this(format, extras, source, userAgents, false);
    }

    private AccessParser(
            AccessLogFormat format, Extras extras, SourceFieldWriter source, Enrichment userAgents, boolean tlsOnly) {
        this.tlsOnly = tlsOnly;
        fields = new AccessLine(format, extras);
        hasTime = format.hasTime();
        writer = new AccessWriter(fields, format.named(), source, userAgents);
    }

    /** {@code %h %l %u %t "%r" %>s %b}; a virtual host or forwarded addresses may stand before it, bare fields behind it. */
    public static AccessParser common(SourceFieldWriter source) {
        return new AccessParser(LogFormatCompiler.compile(AccessLogFormat.COMMON), Extras.BEHIND_COMMON, source, null);
    }

    /** The common format with referrer and user agent; more fields may follow. */
    public static AccessParser combined(SourceFieldWriter source, Enrichment userAgents) {
        return new AccessParser(
                LogFormatCompiler.compile(AccessLogFormat.COMBINED), Extras.BEHIND_COMBINED, source, userAgents);
    }

    /** Common or combined, whichever the line is. */
    public static AccessParser commonOrCombined(SourceFieldWriter source, Enrichment userAgents) {
        AccessLogFormat either =
                LogFormatCompiler.compile(AccessLogFormat.COMBINED).mayEndAfter(AccessField.BODY_BYTES);
        return new AccessParser(either, Extras.BEHIND_EITHER, source, userAgents);
    }

    /**
     * A {@code LogFormat} of one's own.
     *
     * @throws IllegalArgumentException if it can't be understood; the message names the directive
     */
    public static AccessParser of(String logFormat, SourceFieldWriter source, Enrichment userAgents) {
        return new AccessParser(LogFormatCompiler.compile(logFormat), Extras.NONE, source, userAgents);
    }

    /** httpd's stock log of TLS requests: {@code %t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b}. */
    public static AccessParser tlsRequests(SourceFieldWriter source) {
        return new AccessParser(
                LogFormatCompiler.compile(AccessLogFormat.TLS_REQUESTS), Extras.NONE, source, null, true);
    }

    /** Whether a time in brackets as access logs have it is in [from, to): a quick look that nearly all other lines fail. */
    public static boolean mayBeIn(byte[] bytes, int from, int to) {
        int last = to - AccessTime.LENGTH - 1;
        int bracket = ByteSearch.indexOf(bytes, from, to, '[');
        for (int i = 0; i < MAX_BRACKETS && bracket < last; i++) {
            boolean isTime = bytes[bracket + 3] == '/' && bytes[bracket + 7] == '/' && bytes[bracket + 12] == ':';
            if (isTime && bracket > from && bytes[bracket - 1] == ' ') {
                return true;
            }
            bracket = ByteSearch.indexOf(bytes, bracket + 1, to, '[');
        }
        return false;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        if (!fields.scan(line)) {
            return false;
        }
        if (fields.head() != null && isTwoFields(line.bytes)) {
            return line.stop(fields.start(AccessField.REQUEST), "the request alone in its quotes");
        }
        if (tlsOnly && !TlsFields.isVersion(line.bytes, fields)) {
            return line.stop(fields.start(AccessField.TLS_VERSION), "a version such as TLSv1.3");
        }
        long timestamp = event.defaultTimestamp();
        if (hasTime) {
            int at = fields.start(AccessField.TIME);
            timestamp = time.read(line.bytes, at, fields.end(AccessField.TIME));
            if (timestamp == AccessTime.NOT_A_TIME) {
                return line.stop(at, "a time such as 03/Sep/2017:12:00:01 +0830");
            }
            if (timestamp == AccessTime.NO_SUCH_TIME) {
                return line.stop(at, DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
            }
        }
        LoggedTimes times = fields.times();
        if (times != null) {
            if (!times.exist(event, writer.type)) {
                return line.stop(
                        fields.start(AccessField.TIME), DeadLetterReason.BAD_TIMESTAMP, "a date and time that exist");
            }
            timestamp = times.timestamp();
        }
        writer.write(line, event, timestamp);
        return true;
    }

    /** Whether a field in quotes stands before the request's, such as the host's: a request that has quotes in it begins with its method. */
    private boolean isTwoFields(byte[] bytes) {
        int from = fields.start(AccessField.REQUEST);
        int to = fields.end(AccessField.REQUEST);
        if (from == to || bytes[from] >= 'A' && bytes[from] <= 'Z') {
            return false;
        }
        int quote = ByteSearch.indexOf(bytes, from, to, '"');
        return quote + 2 < to && bytes[quote + 1] == ' ' && bytes[quote + 2] == '"';
    }
}
