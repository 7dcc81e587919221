// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lines of one format, any number of them, each with a number of its own: line {@code n} is the same in every run of the same seed. */
public final class LineCorpus {

    private static final int BUFFER = 1 << 20;

    private final String format;
    private final List<String> fields;
    private final List<NumberedLine> lines;
    private final int longest;

    LineCorpus(String format, List<String> fields, List<NumberedLine> lines) {
        this.format = format;
        this.fields = List.copyOf(fields);
        this.lines = List.copyOf(lines);
        longest = lines.stream().mapToInt(NumberedLine::length).max().orElseThrow();
    }

    /** As ingest names it. */
    public String format() {
        return format;
    }

    /** What is compared, by the names of ECS. */
    public List<String> fields() {
        return fields;
    }

    /** Bytes that a line takes at most, line feed included. */
    public int longestLine() {
        return longest + 1;
    }

    /** Writes a line with its line feed; returns where it ends. */
    public int write(long number, byte[] to, int at) {
        int end = line(number).write(number, to, at);
        to[end] = '\n';
        return end + 1;
    }

    public String text(long number) {
        byte[] bytes = new byte[longestLine()];
        return new String(bytes, 0, write(number, bytes, 0) - 1, UTF_8);
    }

    /** Makes a file of these lines; returns its size. */
    public long writeTo(Path file, LineRange range) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            byte[] line = new byte[longestLine()];
            for (long number = range.first(); number < range.end(); number++) {
                out.write(line, 0, write(number, line, 0));
            }
        }
        return Files.size(file);
    }

    /** The number of an event's line, or -1. */
    public static long numberIn(byte[] event) {
        return NumberedLine.numberIn(event);
    }

    /** What the event of a line must say in a field. */
    String expected(long number, int field) {
        String value = line(number).fields().get(field);
        return value.indexOf(NumberedLine.NUMBER) < 0
                ? value
                : value.replace(NumberedLine.NUMBER, "%012x".formatted(number));
    }

    private NumberedLine line(long number) {
        return lines.get((int) (number % lines.size()));
    }
}
