// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.text;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/** Takes any line as {@code message}; its time is the time of receipt. */
public final class TextParser implements LineParser {

    private static final Key MESSAGE = Key.of("message");

    private final EventType type;

    /** @param dataset of the events */
    public TextParser(String dataset) {
        type = EventType.of(dataset);
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        event.begin(type, event.defaultTimestamp(), line);
        event.root().string(MESSAGE, line.bytes, line.from, line.to);
        return true;
    }
}
