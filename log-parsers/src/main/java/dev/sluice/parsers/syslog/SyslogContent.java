// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Envelope;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * Makes an event of a syslog message: of what stands inside where that is a line of a format of its own, and of the message itself elsewhere. An
 * access log's line that came through syslog is an access event, which keeps host, process and priority of its envelope.
 */
final class SyslogContent {

    private final LineParser inside;
    private final boolean insideOnly;

    /**
     * @param inside takes what is a line of another format, or null where messages are just text
     * @param insideOnly whether a message that it does not take is refused
     */
    SyslogContent(LineParser inside, boolean insideOnly) {
        this.inside = inside;
        this.insideOnly = insideOnly;
    }

    boolean write(SyslogEvent fields, Line line, EcsEventWriter event, long timestamp) {
        if (inside != null && fields.messageTo > fields.messageFrom) {
            fields.timestamp = timestamp;
            int whole = line.open(fields.messageFrom);
            Envelope outside = event.open(fields, line);
            boolean taken = inside.parse(line, event);
            line.close(whole);
            event.close(outside);
            if (taken || insideOnly) {
                return taken;
            }
        } else if (insideOnly) {
            return line.stop(line.to, "a line inside the syslog message");
        }
        fields.write(line, event, timestamp);
        return true;
    }
}
