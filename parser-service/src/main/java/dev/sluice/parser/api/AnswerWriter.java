// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ParseOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Writes an answer while its lines are parsed: each event at once; failures and what rules leave out, which are small, at the end. */
final class AnswerWriter implements ParseOutput {

    private final OutputStream out;
    private final JsonMapper json;
    private final List<Failure> failures = new ArrayList<>();
    private final List<Dropped> dropped = new ArrayList<>();
    private boolean begun;

    /** A line that would be a dead letter. */
    record Failure(long line, DeadLetterReason reason, String message) {}

    /** A line that a rule would leave out. */
    record Dropped(long line, String rule) {}

    AnswerWriter(OutputStream out, JsonMapper json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void event(DataStream dataStream, byte[] id, byte[] event, int from, int to) {
        try {
            write(begun ? "," : "{\"events\":[");
            begun = true;
            out.write(event, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
        failures.add(new Failure(line + 1, reason, message));
    }

    @Override
    public void dropped(String rule, DataStream dataStream, long line) {
        dropped.add(new Dropped(line + 1, rule));
    }

    /** Writes what is left. */
    void end() throws IOException {
        write((begun ? "" : "{\"events\":[") + "],\"failures\":");
        out.write(json.writeValueAsBytes(failures));
        write(",\"dropped\":");
        out.write(json.writeValueAsBytes(dropped));
        write("}");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }
}
