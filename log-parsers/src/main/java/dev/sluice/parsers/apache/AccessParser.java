// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.SourceFieldWriter;

/**
 * Access logs of any {@code LogFormat}. Field names follow ECS and, below {@code apache.access}, Elastic's Apache integration.
 */
public final class AccessParser implements LineParser {

    private final AccessLine fields;
    private final boolean hasTime;
    private final AccessTime time = new AccessTime();
    private final AccessWriter writer;

    private AccessParser(
            AccessLogFormat format,
            boolean virtualHost,
            boolean tail,
            SourceFieldWriter source,
            Enrichment userAgents) {
        fields = new AccessLine(format, virtualHost, tail);
        hasTime = format.hasTime();
        writer = new AccessWriter(fields, format.named(), source, userAgents);
    }

    /** {@code %h %l %u %t "%r" %>s %b}, perhaps behind a {@code host:port}. */
    public static AccessParser common(SourceFieldWriter source) {
        return new AccessParser(LogFormatCompiler.compile(AccessLogFormat.COMMON), true, false, source, null);
    }

    /** The common format with referrer and user agent; more fields may follow. */
    public static AccessParser combined(SourceFieldWriter source, Enrichment userAgents) {
        return new AccessParser(LogFormatCompiler.compile(AccessLogFormat.COMBINED), true, true, source, userAgents);
    }

    /** Common or combined, whichever the line is. */
    public static AccessParser commonOrCombined(SourceFieldWriter source, Enrichment userAgents) {
        AccessLogFormat either =
                LogFormatCompiler.compile(AccessLogFormat.COMBINED).mayEndAfter(AccessField.BODY_BYTES);
        return new AccessParser(either, true, true, source, userAgents);
    }

    /**
     * A {@code LogFormat} of one's own.
     *
     * @throws IllegalArgumentException if it can't be understood; the message names the directive
     */
    public static AccessParser of(String logFormat, SourceFieldWriter source, Enrichment userAgents) {
        return new AccessParser(LogFormatCompiler.compile(logFormat), false, false, source, userAgents);
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        if (!fields.scan(line)) {
            return false;
        }
        long timestamp = event.defaultTimestamp();
        if (hasTime) {
            int at = fields.start(AccessField.TIME);
            timestamp = time.read(line.bytes, at);
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
}
