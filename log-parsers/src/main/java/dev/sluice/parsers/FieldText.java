// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.rules.FieldFormat;
import dev.sluice.parsers.rules.RuleSet;
import java.util.Arrays;

/** Parses the text of a field as a line of a format. Line feeds are parts of the text. Not thread-safe. */
final class FieldText implements FieldFormat {

    private final ChunkParser parser;
    private final ChunkHeaders headers;

    FieldText(ParserSettings settings, String format) {
        parser = new ChunkParser(settings.toBuilder().rules(RuleSet.NONE).build());
        // In a stream the lines of one text are joined.
        headers = ChunkHeaders.of(format, "field", settings.clock().millis())
                .with(new ChunkHeaders.Position("field", 0, new ChunkHeaders.StreamOffset("field", 0, 0), null));
    }

    @Override
    public byte[] parse(byte[] text, int from, int to) {
        byte[] line = Arrays.copyOfRange(text, from, to);
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '\n' ? (byte) '\r' : line[i];
        }
        LastEvent event = new LastEvent();
        parser.parse(headers, line, 0, line.length, event);
        return event.json;
    }

    private static final class LastEvent implements ParseOutput {

        private byte[] json;

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] event, int from, int to) {
            json = Arrays.copyOfRange(event, from, to);
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            // The field stays as it is.
        }
    }
}
