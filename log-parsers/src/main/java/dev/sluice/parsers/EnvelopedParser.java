// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.parsers.container.CriParser;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/** A format whose lines may stand in the envelope of a transport, a syslog header or the prefix of a container runtime, and mostly stand in none. */
final class EnvelopedParser implements LineParser {

    private static final int SHORTEST = 16;

    private final LineParser bare;
    private final LineParser syslog;
    private final LineParser container;

    /**
     * @param bare takes lines without an envelope
     * @param syslog takes such lines in syslog messages, or null where the format is syslog itself
     * @param container takes such lines behind the prefix of a container runtime
     */
    EnvelopedParser(LineParser bare, LineParser syslog, LineParser container) {
        this.bare = bare;
        this.syslog = syslog;
        this.container = container;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (to - from < SHORTEST) {
            return bare.parse(line, event);
        }
        byte first = bytes[from];
        if (ByteSearch.isDigit(first)) {
            return bytes[from + 4] == '-'
                            && (CriParser.mayStartAt(bytes, from, to) && container.parse(line, event)
                                    || syslog != null && syslog.parse(line, event))
                    || bare.parse(line, event);
        }
        boolean mayBeSyslog = first == '<' || bytes[from + 3] == ' ' && CivilTime.month(bytes, from) > 0;
        return mayBeSyslog && syslog != null && syslog.parse(line, event) || bare.parse(line, event);
    }
}
