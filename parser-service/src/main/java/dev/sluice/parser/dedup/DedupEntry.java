// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One thing that a partition remembers, as it stands in a record of {@code sluice.parser-state}: the key names the thing, the value says when it was
 * last seen and what was seen of it.
 *
 * <pre>
 * b:0190f3a2-…           → 1700000000000 0-1000,2000-3000     a batch and its lines
 * s:web-1/17/4242        → 1700000000000 81920                a stream and the offset expected next
 * r:logs.raw-dlt-3-99    → 1700000000000                      a dead letter that was replayed
 * </pre>
 */
sealed interface DedupEntry {

    /** When it was last seen, epoch milliseconds by the parser's clock. */
    long seen();

    record Batch(LineRanges lines, long seen) implements DedupEntry {}

    record Stream(long nextOffset, long seen) implements DedupEntry {}

    record Replay(long seen) implements DedupEntry {}

    static String batchKey(String batch) {
        return "b:" + batch;
    }

    static String streamKey(String stream) {
        return "s:" + stream;
    }

    static String replayKey(String coordinates) {
        return "r:" + coordinates;
    }

    /** The record's value. */
    default byte[] toBytes() {
        String text = switch (this) {
            case Batch batch -> batch.seen() + " " + batch.lines();
            case Stream stream -> stream.seen() + " " + stream.nextOffset();
            case Replay replay -> Long.toString(replay.seen());
        };
        return text.getBytes(UTF_8);
    }

    /** What is known of a thing that is remembered in two places; {@code other} is of the same kind. */
    default DedupEntry with(DedupEntry other) {
        long latest = Math.max(seen(), other.seen());
        return switch (this) {
            case Batch batch -> new Batch(batch.lines().with(((Batch) other).lines()), latest);
            case Stream stream -> new Stream(Math.max(stream.nextOffset(), ((Stream) other).nextOffset()), latest);
            case Replay ignored -> new Replay(latest);
        };
    }

    /** Reads what {@link #toBytes} wrote under {@code key}. */
    static DedupEntry parse(String key, byte[] value) {
        String[] parts = new String(value, UTF_8).split(" ", 2);
        long seen = Long.parseLong(parts[0]);
        return switch (key.substring(0, 2)) {
            case "b:" -> new Batch(LineRanges.parse(parts[1]), seen);
            case "s:" -> new Stream(Long.parseLong(parts[1]), seen);
            case "r:" -> new Replay(seen);
            default -> throw new IllegalArgumentException("the parser's state has no entries such as '" + key + "'");
        };
    }
}
