// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Modifiers that make other texts of a value (Sigma modifiers appendix 2.1, "Encodings" and {@code windash}), in the order in which they stand: of
 * what one makes, the next makes its own. An encoded value has no wildcards.
 */
final class SigmaEncoding {

    /** All modifiers that are taken here. */
    static final Set<String> MODIFIERS =
            Set.of("base64", "base64offset", "wide", "utf16le", "utf16be", "utf16", "windash");

    /** What stands before an option of a program, as Windows reads it. */
    private static final List<String> DASHES = List.of("-", "/", "\u2013", "\u2014", "\u2015");

    /** Base64 takes three bytes together: by how many a text is behind the beginning of three, where its own encoding begins. */
    private static final int[] OFFSET_START = {0, 2, 3};

    private static final int[] OFFSET_END = {0, -3, -2};

    /** Windows' dashes of one value: more than any program has options. */
    private static final int MAX_DASHES = 4;

    private SigmaEncoding() {}

    /** Whether any of {@code modifiers} encodes, so that wildcards are none. */
    static boolean encodes(List<String> modifiers) {
        return modifiers.stream().anyMatch(modifier -> MODIFIERS.contains(modifier) && !modifier.equals("windash"));
    }

    /** The texts of {@code value}, of which any is meant; itself if no modifier makes others. */
    static List<String> of(String value, List<String> modifiers) {
        List<String> texts = List.of(value);
        boolean bytes = false;
        for (String modifier : modifiers) {
            if (MODIFIERS.contains(modifier)) {
                Set<String> next = new LinkedHashSet<>();
                for (String text : texts) {
                    next.addAll(apply(modifier, text, bytes));
                }
                texts = List.copyOf(next);
                bytes |= modifier.startsWith("utf16") || modifier.equals("wide");
            }
        }
        return texts;
    }

    /** @param isBytes whether each character of {@code text} is a byte */
    private static List<String> apply(String modifier, String text, boolean isBytes) {
        byte[] bytes = text.getBytes(isBytes ? ISO_8859_1 : UTF_8);
        return switch (modifier) {
            case "base64" -> List.of(Base64.getEncoder().encodeToString(bytes));
            case "base64offset" -> offsets(bytes);
            case "wide", "utf16le" -> List.of(new String(text.getBytes(UTF_16LE), ISO_8859_1));
            case "utf16be" -> List.of(new String(text.getBytes(UTF_16BE), ISO_8859_1));
            case "utf16" -> List.of("\u00ff\u00fe" + new String(text.getBytes(UTF_16LE), ISO_8859_1));
            default -> dashes(text);
        };
    }

    /** What is in the encoding of every longer text, wherever in its groups of three bytes {@code bytes} begin. */
    private static List<String> offsets(byte[] bytes) {
        List<String> texts = new ArrayList<>();
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = new byte[offset + bytes.length];
            System.arraycopy(bytes, 0, shifted, offset, bytes.length);
            String encoded = Base64.getEncoder().encodeToString(shifted);
            texts.add(encoded.substring(
                    OFFSET_START[offset],
                    Math.max(OFFSET_START[offset], encoded.length() + OFFSET_END[shifted.length % 3])));
        }
        return texts;
    }

    private static List<String> dashes(String text) {
        List<String> texts = List.of("");
        int dashes = 0;
        for (int i = 0; i < text.length(); i++) {
            String c = text.substring(i, i + 1);
            boolean option = (c.equals("-") || c.equals("/"))
                    && (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))
                    && i + 1 < text.length()
                    && Character.isLetterOrDigit(text.charAt(i + 1))
                    && dashes++ < MAX_DASHES;
            List<String> next = new ArrayList<>();
            for (String before : texts) {
                (option ? DASHES : List.of(c)).forEach(dash -> next.add(before + dash));
            }
            texts = next;
        }
        return texts;
    }
}
