// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * What a thing is remembered by: who sent it, into which namespace, and what it is called there. Names are hashed, so that memory does not depend on
 * how long senders make them.
 *
 * @param sender hash of the sender's name, by which memory is shared out
 * @param id hash of sender, namespace and name
 */
record DedupKey(Kind kind, String sender, String id) {

    private static final int SENDER_BYTES = 6;
    private static final int ID_BYTES = 16;

    /** The kinds of things, with the letter that each has in the state topic. */
    enum Kind {
        BATCH('b'),
        STREAM('s'),
        REPLAY('r'),
        LOG_EVENTS('e');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    /** The batch of a chunk, by a name that need not be that of its headers. */
    static DedupKey ofBatch(ChunkHeaders headers, String batch) {
        return of(Kind.BATCH, headers, batch);
    }

    static DedupKey ofStream(ChunkHeaders headers) {
        return of(Kind.STREAM, headers, headers.stream());
    }

    /** The dead letter that the chunk is a replay of. */
    static DedupKey ofReplay(ChunkHeaders headers) {
        return of(Kind.REPLAY, headers, "");
    }

    /** The CloudWatch log events of one chunk. */
    static DedupKey ofLogEvents(ChunkHeaders headers, byte[] ids) {
        return of(Kind.LOG_EVENTS, headers, Base64.getEncoder().encodeToString(hash(ids)));
    }

    private static DedupKey of(Kind kind, ChunkHeaders headers, String name) {
        // A range of chunks that is replayed has a memory of its own: what repeated then repeats now, and the first of
        // it is no repeat.
        String replay = headers.replay() == null ? "" : headers.replay();
        return new DedupKey(
                kind,
                text(hash(headers.sender().getBytes(UTF_8)), SENDER_BYTES),
                text(hash(joined(headers.sender(), headers.namespaceOrDefault(), replay, name)), ID_BYTES));
    }

    /** 22 characters that stand for {@code text}. */
    static String shortened(String text) {
        return text(hash(text.getBytes(UTF_8)), ID_BYTES);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is nothing of the kind
     */
    static DedupKey parse(String text) {
        String[] parts = text.split(":");
        for (Kind kind : Kind.values()) {
            if (parts.length == 3 && parts[0].equals(String.valueOf(kind.letter))) {
                return new DedupKey(kind, parts[1], parts[2]);
            }
        }
        throw new IllegalArgumentException("the parser's state has no entries such as '" + text + "'");
    }

    /** The record's key in the state topic. */
    @Override
    public String toString() {
        return kind.letter + ":" + sender + ':' + id;
    }

    /** Each part behind its length, so that no two lists of parts are the same bytes. */
    private static byte[] joined(String... parts) {
        byte[][] bytes = Arrays.stream(parts).map(part -> part.getBytes(UTF_8)).toArray(byte[][]::new);
        ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(bytes)
                .mapToInt(part -> Integer.BYTES + part.length)
                .sum());
        for (byte[] part : bytes) {
            joined.putInt(part.length).put(part);
        }
        return joined.array();
    }

    private static byte[] hash(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(byte[] hash, int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, bytes));
    }
}
