// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.ingest.testing.ByteMutator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Writes exchanges as frames of HTTP/2 (RFC 9113, section 4) and spoils those: lengths, kinds, flags, streams, order, and what they hold. */
final class FrameMutator {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int KINDS = 11;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int FRAME_HEADER = 9;
    private static final int LONGEST_LITERAL = 127;

    private final Random random;
    private final ByteMutator bytes;

    FrameMutator(Random random) {
        this.random = random;
        this.bytes = new ByteMutator(random);
    }

    /** All that a connection sends. */
    byte[] spoiled(Exchange exchange) {
        List<byte[]> frames = new ArrayList<>();
        frames.add(frame(SETTINGS, 0, 0, new byte[0]));
        frames.add(frame(HEADERS, END_HEADERS, 1, headers(exchange.head())));
        frames.add(frame(DATA, END_STREAM, 1, exchange.body()));
        int faults = 1 + random.nextInt(3);
        for (int i = 0; i < faults; i++) {
            spoil(frames);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(random.nextInt(20) == 0 ? bytes.spoiled(PREFACE) : PREFACE);
        frames.forEach(out::writeBytes);
        return out.toByteArray();
    }

    private void spoil(List<byte[]> frames) {
        int at = random.nextInt(frames.size());
        switch (random.nextInt(8)) {
            case 0 -> frames.set(at, bytes.spoiled(frames.get(at)));
            case 1 -> frames.add(at, frames.get(random.nextInt(frames.size())));
            case 2 -> frames.add(frames.remove(at));
            case 3 -> frames.add(at, anyFrame());
            case 4 -> {
                // A flood of what costs nothing to send.
                byte[] frame = anyFrame();
                for (int i = 0; i < 200; i++) {
                    frames.add(at, frame);
                }
            }
            case 5 -> {
                byte[] header = frames.get(at).clone();
                // Nothing is left of a frame that was cut at its beginning.
                if (header.length > 0) {
                    header[random.nextInt(Math.min(FRAME_HEADER, header.length))] ^= (byte) (1 << random.nextInt(8));
                    frames.set(at, header);
                }
            }
            default -> {
                byte[] frame = frames.get(at);
                if (frame.length > FRAME_HEADER) {
                    byte[] content = new byte[frame.length - FRAME_HEADER];
                    System.arraycopy(frame, FRAME_HEADER, content, 0, content.length);
                    frames.set(at, frame(frame[3], frame[4], 1, bytes.spoiled(content)));
                }
            }
        }
    }

    private byte[] anyFrame() {
        return frame(
                random.nextInt(KINDS),
                random.nextInt(64),
                bytes.of(List.of(0, 1, 2, 3, 5, Integer.MAX_VALUE)),
                bytes.randomBytes(bytes.of(List.of(0, 1, 4, 5, 6, 8, 100))));
    }

    private static byte[] frame(int kind, int flags, int stream, byte[] content) {
        return ByteBuffer.allocate(FRAME_HEADER + content.length)
                .put((byte) (content.length >> Short.SIZE))
                .putShort((short) content.length)
                .put((byte) kind)
                .put((byte) flags)
                .putInt(stream)
                .put(content)
                .array();
    }

    /** As literals that are not to be indexed (RFC 7541, section 6.2.2). */
    private static byte[] headers(List<String> head) {
        String[] line = head.getFirst().split(" ");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        literal(out, ":method", line[0]);
        literal(out, ":scheme", "http");
        literal(out, ":path", line[1]);
        literal(out, ":authority", "localhost");
        for (String header : head.subList(1, head.size())) {
            String[] parts = header.split(": ", 2);
            literal(out, parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        return out.toByteArray();
    }

    private static void literal(ByteArrayOutputStream out, String name, String value) {
        out.write(0);
        text(out, name);
        text(out, value);
    }

    /** A length of seven bits, with one byte more where that is not enough (RFC 7541, section 5.1). */
    private static void text(ByteArrayOutputStream out, String text) {
        byte[] raw = text.getBytes(ISO_8859_1);
        if (raw.length < LONGEST_LITERAL) {
            out.write(raw.length);
        } else {
            out.write(LONGEST_LITERAL);
            out.write(raw.length - LONGEST_LITERAL);
        }
        out.writeBytes(raw);
    }
}
