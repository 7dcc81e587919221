// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * What {@code auto} makes of a line depends on the line alone: not on the lines before it, not on where a chunk was cut, and not on what the same
 * parser read for somebody else.
 */
class DetectionProperties {

    private static final List<byte[]> LINES = lines();

    @Property(tries = 20)
    void anOrderChangesNothing(@ForAll Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < LINES.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        ChunkParser parser = new ChunkParser(Parsed.settings());
        for (int i : order) {
            assertThat(outcome(parser, i)).as(new String(LINES.get(i), UTF_8)).isEqualTo(alone(i));
        }
    }

    @Property(tries = 20)
    void aCutBetweenLinesChangesNothing(@ForAll Random random, @ForAll @IntRange(min = 1, max = 50) int most) {
        List<String> whole = new ArrayList<>();
        parse(new ChunkParser(Parsed.settings()), 0, LINES.size(), whole);
        List<String> cut = new ArrayList<>();
        ChunkParser parser = new ChunkParser(Parsed.settings());
        int from = 0;
        while (from < LINES.size()) {
            int to = Math.min(LINES.size(), from + 1 + random.nextInt(most));
            // Another sender's chunk in between, which the same parser reads.
            outcome(parser, random.nextInt(LINES.size()));
            parse(parser, from, to, cut);
            from = to;
        }
        assertThat(cut).isEqualTo(whole);
    }

    private static String alone(int line) {
        return outcome(new ChunkParser(Parsed.settings()), line);
    }

    private static String outcome(ChunkParser parser, int line) {
        List<String> outcome = new ArrayList<>();
        parse(parser, line, line + 1, outcome);
        return outcome.toString();
    }

    private static void parse(ChunkParser parser, int from, int to, List<String> outcome) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        for (byte[] line : LINES.subList(from, to)) {
            chunk.writeBytes(line);
            chunk.write('\n');
        }
        ChunkHeaders headers = Parsed.headers("auto").at(from, OptionalLong.empty());
        parser.parse(headers, chunk.toByteArray(), 0, chunk.size(), new Recorder(outcome));
    }

    /** All lines that are specified anywhere: of each format, and of none. */
    private static List<byte[]> lines() {
        List<byte[]> lines = new ArrayList<>();
        for (String format : FormatsSpecificationTest.FORMATS) {
            Specification.of(format).forEach(specified -> lines.add(specified.line()));
        }
        try (InputStream resource = DetectionProperties.class.getResourceAsStream("/formats/applications.txt")) {
            new String(resource.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .forEach(line ->
                            lines.add(line.substring(line.indexOf(" | ") + 3).getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        lines.removeIf(line -> line.length == 0 || new String(line, UTF_8).contains("\n"));
        return lines;
    }

    private record Recorder(List<String> outcome) implements ParseOutput {

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            outcome.add(new String(json, from, to - from, UTF_8));
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            outcome.add(line + " " + reason + ' ' + message);
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            outcome.add(line + " " + rule);
        }
    }
}
