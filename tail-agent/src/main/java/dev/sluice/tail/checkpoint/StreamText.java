// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.Fingerprint;
import dev.sluice.tail.lines.LineRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A stream's state as one line of text: {@code name=value} with a tab between them; what is as usual is left out. */
final class StreamText {

    static String write(StreamState state) {
        StringBuilder line = new StringBuilder(512);
        field(line, "stream", state.stream());
        field(line, "input", state.input());
        field(line, "path", state.path());
        field(line, "lineage", state.lineage());
        field(line, "file", state.place().file());
        field(line, "former", state.place().former());
        field(line, "former-at", state.place().formerAt());
        field(line, "modified", state.place().modified());
        field(line, "gone", state.place().goneAt());
        field(line, "complete", state.place().complete());
        field(line, "source", state.position().source());
        field(line, "offset", state.position().offset());
        field(line, "covered", state.position().covered());
        field(line, "line", state.position().line());
        field(line, "from", state.content().from());
        field(line, "to", state.content().to());
        field(line, "digest", state.content().digest());
        String parts =
                state.content().parts().stream().map(Fingerprint::toString).collect(Collectors.joining(","));
        field(line, "parts", parts);
        field(line, "sent", state.sent());
        if (!state.carry().isEmpty()) {
            field(line, "carry-from", state.carry().from());
            field(line, "carry-end", state.carry().end());
            field(line, "carry", state.carry().base64());
        }
        state.plan().ifPresent(plan -> {
            field(line, "plan-end", plan.end());
            field(line, "plan-digest", plan.digest());
            field(line, "plan-rules", plan.rules().text());
        });
        field(line, "touched", state.touched());
        line.setLength(line.length() - 1);
        return line.toString();
    }

    /** @throws IllegalArgumentException if {@code line} was not written by {@link #write} */
    static StreamState read(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.split("\t", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("no name=value: '" + field + "'");
            }
            fields.put(field.substring(0, equals), Escapes.undo(field.substring(equals + 1)));
        }
        StreamName name = new StreamName(
                need(fields, "stream"),
                need(fields, "input"),
                Path.of(need(fields, "path")),
                Path.of(need(fields, "lineage")));
        FilePlace place = new FilePlace(
                file(fields.get("file")),
                file(fields.get("former")),
                number(fields, "former-at"),
                number(fields, "modified"),
                number(fields, "gone"),
                Boolean.parseBoolean(fields.get("complete")));
        StreamPosition position = new StreamPosition(
                number(fields, "source"),
                number(fields, "offset"),
                number(fields, "covered"),
                LinePosition.valueOf(need(fields, "line")));
        return new StreamState(
                name,
                place,
                position,
                content(fields),
                digest(fields, "sent"),
                carry(fields),
                plan(fields),
                number(fields, "touched"));
    }

    private static ReadContent content(Map<String, String> fields) {
        List<Fingerprint> parts = new ArrayList<>();
        String text = fields.getOrDefault("parts", "");
        for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
            parts.add(Fingerprint.parse(part));
        }
        ReadContent content =
                new ReadContent(number(fields, "from"), number(fields, "to"), digest(fields, "digest"), parts);
        if (content.isEmpty() != parts.isEmpty()) {
            throw new IllegalArgumentException("parts do not fit from and to");
        }
        return content;
    }

    private static Carry carry(Map<String, String> fields) {
        return fields.containsKey("carry")
                ? new Carry(need(fields, "carry-from"), number(fields, "carry-end"), need(fields, "carry"))
                : Carry.NONE;
    }

    private static BatchPlan plan(Map<String, String> fields) {
        return fields.containsKey("plan-end")
                ? new BatchPlan(
                        number(fields, "plan-end"),
                        digest(fields, "plan-digest"),
                        LineRules.parse(need(fields, "plan-rules")))
                : null;
    }

    private static String digest(Map<String, String> fields, String key) {
        return StreamDigest.parse(need(fields, key)).toString();
    }

    private static FileId file(String text) {
        return text == null ? null : FileId.parse(text);
    }

    private static long number(Map<String, String> fields, String key) {
        return Long.parseLong(fields.getOrDefault(key, "0"));
    }

    private static String need(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + key);
        }
        return value;
    }

    private static void field(StringBuilder line, String key, Object value) {
        if (value == null || value.equals(0L) || value.equals(false) || value.equals("")) {
            return;
        }
        line.append(key).append('=').append(Escapes.apply(value.toString())).append('\t');
    }

    private StreamText() {}
}
