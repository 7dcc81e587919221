// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.parsers.container.CriParser;
import dev.sluice.parsers.container.JsonFileParser;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.CivilTime;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * A format whose lines may stand in the envelope of a transport, a syslog header, the prefix of a container runtime or Docker's object, and mostly
 * stand in none.
 */
final class EnvelopedParser implements LineParser {

    private static final int SHORTEST = 16;

    private final LineParser bare;
    private final LineParser syslog;
    private final LineParser container;
    private final LineParser jsonFile;

    /**
     * @param bare takes lines without an envelope
     * @param syslog takes such lines in syslog messages, or null where the format is syslog itself
     * @param container takes such lines behind the prefix of a container runtime
     * @param jsonFile takes such lines in Docker's objects
     */
    EnvelopedParser(LineParser bare, LineParser syslog, LineParser container, LineParser jsonFile) {
        this.bare = bare;
        this.syslog = syslog;
        this.container = container;
        this.jsonFile = jsonFile;
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
        if (first == '{') {
            return JsonFileParser.mayStartAt(bytes, from, to) && jsonFile.parse(line, event) || bare.parse(line, event);
        }
        boolean mayBeSyslog = first == '<' || bytes[from + 3] == ' ' && CivilTime.month(bytes, from) > 0;
        return mayBeSyslog && syslog != null && syslog.parse(line, event) || bare.parse(line, event);
    }
}
