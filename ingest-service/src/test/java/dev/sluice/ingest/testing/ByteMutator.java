// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Spoils bytes: flips, cuts, doubles, nests, and puts values where values of another type were. The same random numbers give the same bytes. */
public final class ByteMutator {

    private static final Pattern VALUE = Pattern.compile("\"[^\"\\\\]{0,100}\"|-?\\d[\\d.eE+-]{0,30}|true|false|null");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999",
            "-1e-999",
            "0.1e1000000000",
            "9223372036854775808",
            "18446744073709551616",
            "9".repeat(2_000),
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\u202e\"",
            "\"" + "x".repeat(5_000) + "\"",
            "[]",
            "{}",
            "[[]]",
            "{\"\":{}}",
            "NaN",
            "Infinity",
            "/* */",
            "");

    private static final List<String> PIECES = List.of("[", "{\"a\":", "\"", "\\", "\n", ",", "}", "1e999", "\\ud800");

    private static final int LONGEST_PIECE = 200;

    private final Random random;

    public ByteMutator(Random random) {
        this.random = random;
    }

    /** Never what it was given, but for rare accidents. */
    public byte[] spoiled(byte[] bytes) {
        if (bytes.length == 0) {
            return randomBytes(1 + random.nextInt(50));
        }
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(Math.min(bytes.length - from, LONGEST_PIECE)) + 1;
        return switch (random.nextInt(7)) {
            case 0 -> flipped(bytes);
            case 1 -> joined(bytes, 0, from, new byte[0], bytes, to, bytes.length);
            case 2 -> joined(bytes, 0, to, new byte[0], bytes, from, bytes.length);
            case 3 -> joined(bytes, 0, from, new byte[0], bytes, from, from);
            case 4 -> joined(bytes, 0, from, randomBytes(1 + random.nextInt(20)), bytes, from, bytes.length);
            case 5 -> otherValue(bytes);
            default -> joined(bytes, 0, from, nested(), bytes, to, bytes.length);
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        int flips = 1 + random.nextInt(8);
        for (int i = 0; i < flips; i++) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    /** One value of JSON in the place of another. */
    private byte[] otherValue(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        List<MatchResult> values = new ArrayList<>();
        VALUE.matcher(text).results().forEach(values::add);
        if (values.isEmpty()) {
            return flipped(bytes);
        }
        MatchResult value = of(values);
        return joined(bytes, 0, value.start(), of(VALUES).getBytes(UTF_8), bytes, value.end(), bytes.length);
    }

    private byte[] nested() {
        return of(PIECES).repeat(1 + random.nextInt(2_000)).getBytes(UTF_8);
    }

    public byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** One of them. */
    public <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] joined(byte[] first, int from, int to, byte[] middle, byte[] last, int lastFrom, int lastTo) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first, from, to - from);
        out.writeBytes(middle);
        out.write(last, lastFrom, lastTo - lastFrom);
        return out.toByteArray();
    }
}
