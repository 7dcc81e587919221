// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Feeds every format with lines that are broken on purpose: specified lines of all formats, cut, joined, and with bytes changed, and plain noise. No
 * parser may throw, hang, write what is no event, or lose a line. How long it searches is set by {@code sluice.fuzz.seconds}, in all.
 */
class AnyBytesTest {

    private static final Duration SEARCH =
            Duration.ofSeconds(Integer.getInteger("sluice.fuzz.seconds", 8) / LogFormat.values().length + 1);

    private static final List<byte[]> SEEDS = FormatsSpecificationTest.FORMATS.stream()
            .flatMap(format -> Specification.of(format).stream().map(Specification::line))
            .toList();

    /** Bytes that mean something to some format. */
    private static final byte[] TELLING = "<>[]{}()\"\\:,-+= %/.0123456789eEtTzZu\r\n\0\u007f".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    @Timeout(3600)
    void neverBreaksAParser(LogFormat format) {
        ChunkParser parser = new ChunkParser(Parsed.settings());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long end = System.nanoTime() + SEARCH.toNanos();
        for (int round = 0; System.nanoTime() < end; round++) {
            byte[] value = mutant(random);
            Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>());
            String context = "seed " + seed + ", round " + round + ": " + Arrays.toString(value);
            Outcome outcome = new Outcome(parsed);
            assertThatCode(() -> parser.parse(Parsed.headers(format.wireName()), value, 0, value.length, outcome))
                    .as(context)
                    .doesNotThrowAnyException();
            if (format != LogFormat.CLOUDWATCH && !(format == LogFormat.AUTO && mayHoldLogEvents(value))) {
                assertThat(parsed.events().size() + parsed.deadLetters().size() + outcome.dropped)
                        .as(context)
                        .isEqualTo(lines(value));
            }
        }
    }

    /** Counts what is left out on purpose as well: the comments of a format that has them. */
    private static final class Outcome implements ParseOutput {

        private final Parsed parsed;
        private int dropped;

        private Outcome(Parsed parsed) {
            this.parsed = parsed;
        }

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            parsed.event(dataStream, id, json, from, to);
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            parsed.deadLetter(line, bytes, from, to, reason, message);
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            dropped++;
        }
    }

    /** A CloudWatch subscription ends as one event for each of its log events. */
    private static boolean mayHoldLogEvents(byte[] value) {
        return new String(value, UTF_8).contains("messageType");
    }

    private static byte[] mutant(Random random) {
        byte[] value = SEEDS.get(random.nextInt(SEEDS.size())).clone();
        for (int changes = random.nextInt(4); changes >= 0; changes--) {
            value = change(value, random);
        }
        return value;
    }

    private static byte[] change(byte[] value, Random random) {
        int at = value.length == 0 ? 0 : random.nextInt(value.length);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(value, at);
            case 1 -> Arrays.copyOfRange(value, at, value.length);
            case 2 -> {
                byte[] other = SEEDS.get(random.nextInt(SEEDS.size()));
                byte[] joined = Arrays.copyOf(value, at + other.length);
                System.arraycopy(other, 0, joined, at, other.length);
                yield joined;
            }
            case 3 -> {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                yield noise;
            }
            case 4 -> insert(value, at, TELLING[random.nextInt(TELLING.length)]);
            default -> {
                if (value.length > 0) {
                    value[at] =
                            random.nextBoolean() ? (byte) random.nextInt() : TELLING[random.nextInt(TELLING.length)];
                }
                yield value;
            }
        };
    }

    private static byte[] insert(byte[] value, int at, byte b) {
        byte[] longer = new byte[value.length + 1];
        System.arraycopy(value, 0, longer, 0, at);
        longer[at] = b;
        System.arraycopy(value, at, longer, at + 1, value.length - at);
        return longer;
    }

    /** Lines that are not empty; a carriage return counts as part of the end only before a line feed or at the end. */
    private static int lines(byte[] value) {
        int lines = 0;
        for (String line : new String(value, ISO_8859_1).split("\n", -1)) {
            if (!line.isEmpty() && !line.equals("\r")) {
                lines++;
            }
        }
        return lines;
    }
}
