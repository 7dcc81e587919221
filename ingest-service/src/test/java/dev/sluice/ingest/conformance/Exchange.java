// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * One case of the kit, as its file says it; see the kit's README.
 *
 * @param service which service it is meant for: {@code open}, {@code locked}, {@code full} or {@code away}
 * @param head request line and headers
 * @param status of the answer
 * @param answerHeaders headers that the answer must have
 * @param answer its body, with placeholders
 * @param chunkHeaders headers that each chunk must have
 * @param chunks values of all chunks, in order, or null where none may come
 * @param letterHeaders headers that each dead letter must have
 * @param letters values of all dead letters, in order, or null where none may come
 */
record Exchange(
        String service,
        List<String> head,
        byte[] body,
        int status,
        Map<String, String> answerHeaders,
        String answer,
        Map<String, String> chunkHeaders,
        String chunks,
        Map<String, String> letterHeaders,
        String letters) {

    /** What stands before a message of gRPC: whether it is compressed, and its length. */
    static final int GRPC_PREFIX = 5;

    private static final String SECTION = "\n=== ";
    private static final String CHUNKS = "logs.raw\n";
    private static final String LETTERS = "logs.raw-dlt\n";

    static Exchange read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> directives = new LinkedHashMap<>();
        while (text.startsWith("# ")) {
            int end = text.indexOf('\n');
            String[] directive = text.substring(2, end).split(": ", 2);
            directives.put(directive[0], directive[1]);
            text = text.substring(end + 1);
        }
        if (!directives.containsKey("source")) {
            throw new IllegalArgumentException(file + " names no source");
        }
        String[] sections = text.split(SECTION);
        Part request = Part.of(sections[0] + "\n");
        Part answer = Part.of(sections[1].substring(sections[1].indexOf('\n') + 1));
        Part chunks = topic(sections, CHUNKS);
        Part letters = topic(sections, LETTERS);
        return new Exchange(
                directives.getOrDefault("service", "open"),
                request.head,
                encoded(request.body, directives.getOrDefault("body", "text")),
                Integer.parseInt(sections[1].substring(0, 3)),
                headers(answer.head),
                answer.body.strip(),
                chunks == null ? Map.of() : headers(chunks.head),
                chunks == null ? null : chunks.body,
                letters == null ? Map.of() : headers(letters.head),
                letters == null ? null : letters.body);
    }

    /** The part that says what must be in a topic, or null. */
    private static Part topic(String[] sections, String name) {
        for (int i = 2; i < sections.length; i++) {
            if ((sections[i] + "\n").startsWith(name)) {
                return Part.of((sections[i] + "\n").substring(name.length()));
            }
        }
        return null;
    }

    private record Part(List<String> head, String body) {
        static Part of(String text) {
            int blank = text.startsWith("\n") ? 0 : text.indexOf("\n\n") + 1;
            if (blank == 0 && !text.startsWith("\n")) {
                return new Part(lines(text), "");
            }
            return new Part(lines(text.substring(0, blank)), text.substring(blank + 1));
        }

        private static List<String> lines(String text) {
            return new ArrayList<>(text.lines().filter(line -> !line.isEmpty()).toList());
        }
    }

    private static Map<String, String> headers(List<String> lines) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : lines) {
            String[] header = line.split(": ", 2);
            headers.put(header[0], header[1]);
        }
        return headers;
    }

    private static byte[] encoded(String body, String how) {
        byte[] text = body.getBytes(UTF_8);
        return switch (how) {
            case "text" -> text;
            case "none" -> new byte[0];
            // One newline fewer: for protocols where it would be part of the payload.
            case "bare" -> body.stripTrailing().getBytes(UTF_8);
            case "base64" -> Base64.getMimeDecoder().decode(body);
            case "gzip" -> gzip(text);
            // One message of gRPC, of which the base64 is the content.
            case "grpc" -> framed(0, Base64.getMimeDecoder().decode(body));
            case "grpc-gzip" -> framed(1, gzip(Base64.getMimeDecoder().decode(body)));
            default -> throw new IllegalArgumentException("body: " + how);
        };
    }

    private static byte[] framed(int compressed, byte[] message) {
        return ByteBuffer.allocate(GRPC_PREFIX + message.length)
                .put((byte) compressed)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
