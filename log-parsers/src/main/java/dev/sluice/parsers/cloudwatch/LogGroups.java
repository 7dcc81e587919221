// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the format of a log group's messages. */
public final class LogGroups {

    private final Map<Glob, LineParser> parsersByPattern = new LinkedHashMap<>();
    private final LineParser json;
    private final LineParser text;

    /**
     * @param parsersByPattern parsers by name of the log group, in which {@code *} stands for any characters; the first that fits counts
     * @param json for messages that look like JSON where no pattern fits
     * @param text for everything else
     */
    public LogGroups(Map<String, LineParser> parsersByPattern, LineParser json, LineParser text) {
        parsersByPattern.forEach((pattern, parser) -> this.parsersByPattern.put(new Glob(pattern), parser));
        this.json = new JsonOrText(json, text);
        this.text = text;
    }

    /** The parser that was configured for messages of that log group, or null. */
    LineParser configured(String logGroup) {
        for (Map.Entry<Glob, LineParser> entry : parsersByPattern.entrySet()) {
            if (entry.getKey().matches(logGroup)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** The parser of a message in a log group without one. */
    LineParser guessed(byte[] message, int from, int to) {
        return from < to && message[from] == '{' ? json : text;
    }

    private record JsonOrText(LineParser json, LineParser text) implements LineParser {
        @Override
        public boolean parse(Line line, EcsEventWriter event) {
            return json.parse(line, event) || text.parse(line, event);
        }
    }
}
