// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.NewerSchemeException;
import java.util.Base64;
import java.util.OptionalInt;

/**
 * One thing that a partition remembers, as it stands in the value of a record of {@code sluice.parser-state}: the scheme's number, when it was last
 * seen, the hash of the key that its chunks come with, and what was seen of it.
 *
 * <pre>
 * b:SENDER:ID → 2 1700000000000 1234567 BODY-DIGEST 0-1000,2000-3000       a batch and its lines
 * s:SENDER:ID → 2 1700000000000 1234567 -;81920;0:KEY.STATE,81920:STATE    a stream: the offset expected next, digests of what was before some
 * offsets r:SENDER:ID → 2 1700000000000 -                                          a dead letter that was replayed e:SENDER:ID → 2
 * 1700000000000 1234567 IDS                                CloudWatch log events that came in one chunk
 * </pre>
 */
sealed interface DedupEntry {

    int SCHEME = 2;
    String NONE = "-";

    /** Bytes of a log event's id. */
    int LOG_EVENT_ID = 16;

    /** When it was last seen, epoch milliseconds by the parser's clock. */
    long seen();

    /**
     * Hash of the key of its chunks' records, from which Kafka's partitioner finds their partition; empty for what stays in the partition where
     * it is.
     */
    OptionalInt home();

    /**
     * A batch.
     *
     * @param digest of its body, or null where its sender gave none
     */
    record Batch(long seen, OptionalInt home, String digest, LineRanges lines) implements DedupEntry {}

    record Stream(long seen, OptionalInt home, StreamHistory history) implements DedupEntry {}

    record Replay(long seen) implements DedupEntry {

        /** Replays stay in the partition of the first time. */
        @Override
        public OptionalInt home() {
            return OptionalInt.empty();
        }
    }

    /** @param ids {@value #LOG_EVENT_ID} bytes for each */
    record LogEvents(long seen, OptionalInt home, byte[] ids) implements DedupEntry {}

    /** What it takes of the memory, about, in bytes. */
    default long weight() {
        return switch (this) {
            case Batch batch -> 400 + 100L * batch.lines().size();
            case Stream stream -> 350 + 150L * stream.history().size();
            case Replay ignored -> 250;
            case LogEvents events -> 250 + 6L * events.ids().length;
        };
    }

    /** The record's value. */
    default byte[] toBytes() {
        String what = switch (this) {
            case Batch batch -> ' ' + (batch.digest() == null ? NONE : batch.digest()) + ' ' + batch.lines();
            case Stream stream -> " " + stream.history();
            case Replay ignored -> "";
            case LogEvents events ->
                ' ' + Base64.getUrlEncoder().withoutPadding().encodeToString(events.ids());
        };
        String home = home().isPresent() ? Integer.toString(home().getAsInt()) : NONE;
        return (SCHEME + " " + seen() + ' ' + home + what).getBytes(UTF_8);
    }

    /** What is known of a thing that is remembered in two places; {@code other} is of the same kind. */
    default DedupEntry mergedWith(DedupEntry other) {
        long latest = Math.max(seen(), other.seen());
        return switch (this) {
            case Batch batch ->
                new Batch(latest, home(), batch.digest(), batch.lines().with(((Batch) other).lines()));
            case Stream stream -> new Stream(latest, home(), stream.history().mergedWith(((Stream) other).history()));
            case Replay ignored -> new Replay(latest);
            // The key is that of the ids.
            case LogEvents events -> new LogEvents(latest, home(), events.ids());
        };
    }

    /**
     * Reads what {@link #toBytes} wrote under {@code key}.
     *
     * @throws NewerSchemeException if a newer release has written it
     */
    static DedupEntry parse(DedupKey key, byte[] value) {
        String[] parts = new String(value, UTF_8).split(" ");
        int scheme = Integer.parseInt(parts[0]);
        if (scheme > SCHEME) {
            throw new NewerSchemeException("the parser's state of " + key, scheme, SCHEME);
        }
        long seen = Long.parseLong(parts[1]);
        OptionalInt home = parts[2].equals(NONE) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts[2]));
        return switch (key.kind()) {
            case BATCH -> new Batch(seen, home, parts[3].equals(NONE) ? null : parts[3], LineRanges.parse(parts[4]));
            case STREAM -> new Stream(seen, home, StreamHistory.parse(parts[3]));
            case REPLAY -> new Replay(seen);
            case LOG_EVENTS -> new LogEvents(seen, home, Base64.getUrlDecoder().decode(parts[3]));
        };
    }
}
