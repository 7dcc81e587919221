// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.apache.AccessParser;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import java.util.List;

/** What a syslog message can hold besides text: a line of an access or error log, or JSON, perhaps behind CEE's cookie. */
final class LinesInside implements LineParser {

    private static final byte[] CEE_COOKIE = "@cee:".getBytes(US_ASCII);

    private final List<OfProgram> programs;
    private final LineParser access;
    private final LineParser error;
    private final LineParser json;

    /** A declared format of the messages of some programs. */
    record OfProgram(List<Glob> names, LineParser parser) {}

    LinesInside(List<OfProgram> programs, LineParser access, LineParser error, LineParser json) {
        this.programs = List.copyOf(programs);
        this.access = access;
        this.error = error;
        this.json = json;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        byte[] bytes = line.bytes;
        int from = line.from;
        int to = line.to;
        if (ByteSearch.startsWith(bytes, from, to, CEE_COOKIE)) {
            from += CEE_COOKIE.length;
        }
        while (from < to && bytes[from] == ' ') {
            from++;
        }
        if (from == to) {
            return line.stop(from, "a line of another format");
        }
        int message = line.open(from);
        boolean taken = isOfProgram(line, event)
                || switch (bytes[from]) {
                    case '{' -> json.parse(line, event);
                    case '[' -> error.parse(line, event) || isAccess(line, event);
                    default -> isAccess(line, event);
                };
        line.close(message);
        return taken;
    }

    private boolean isOfProgram(Line line, EcsEventWriter event) {
        for (OfProgram format : programs) {
            for (Glob name : format.names()) {
                if (event.isOfProgram(name) && format.parser().parse(line, event)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isAccess(Line line, EcsEventWriter event) {
        return AccessParser.mayBeIn(line.bytes, line.from, line.to) && access.parse(line, event)
                || line.stop(line.from, "a line of another format");
    }
}
