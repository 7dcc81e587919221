// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.LogFormat;
import dev.sluice.parser.dedup.DedupEntry.Batch;
import dev.sluice.parser.dedup.DedupEntry.Replay;
import dev.sluice.parser.dedup.DedupEntry.Stream;
import dev.sluice.parser.dedup.LineRanges.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Finds what of each chunk of one partition was not seen before.
 *
 * <p>It changes its memory as it goes and gathers the changes for the state topic; it knows nothing of Kafka. If the transaction that should have
 * written the changes fails, the deduplicator is thrown away and restored from the topic. Not thread-safe: a partition belongs to one thread.
 */
public final class Deduplicator {

    private final DedupRetention retention;
    private final boolean check;
    /** Each kind in the order in which it was last seen, so that the oldest are found at once. */
    private final Map<Class<? extends DedupEntry>, LinkedHashMap<String, DedupEntry>> memory = Map.of(
            Batch.class,
            new LinkedHashMap<>(),
            Stream.class,
            new LinkedHashMap<>(),
            Replay.class,
            new LinkedHashMap<>());

    private final Map<String, byte[]> changes = new HashMap<>();

    /** @param check false lets everything through and remembers nothing */
    public Deduplicator(DedupRetention retention, boolean check) {
        this.retention = retention;
        this.check = check;
    }

    /** Takes over a record of the state topic; {@code value} is null where the key was forgotten. */
    void restore(String key, byte[] value) {
        memory.values().forEach(kind -> kind.remove(key));
        if (value != null) {
            put(key, DedupEntry.parse(key, value));
        }
    }

    /**
     * What of a chunk was not seen before; from now on it counts as seen.
     *
     * @param namedBySender whether the sender chose the batch's id, and so may send it again
     */
    public DedupResult deduplicate(ChunkHeaders headers, boolean namedBySender, byte[] value, long now) {
        if (!check) {
            return DedupResult.all(headers, value);
        }
        if (headers.replay() != null && !headers.replay().startsWith(Headers.REPLAY_OF_SPAN)) {
            return deduplicateReplay(headers, value, now);
        }
        if (headers.stream() != null) {
            return deduplicateStream(headers, value, now);
        }
        return namedBySender ? deduplicateBatch(headers, value, now) : DedupResult.all(headers, value);
    }

    /**
     * Forgets what is too old, then hands over all changes since the last call: the state topic's keys, and their values or null for what was
     * forgotten.
     */
    public Map<String, byte[]> takeChanges(long now) {
        memory.forEach((kind, things) -> forget(things, now - retention.of(kind).toMillis()));
        Map<String, byte[]> taken = new HashMap<>(changes);
        changes.clear();
        return taken;
    }

    private DedupResult deduplicateReplay(ChunkHeaders headers, byte[] value, long now) {
        String key = DedupEntry.replayKey(headers.replay());
        boolean seen = memory.get(Replay.class).containsKey(key);
        if (seen) {
            return new DedupResult(List.of(), Lines.count(value), 0);
        }
        change(key, new Replay(now));
        return DedupResult.all(headers, value);
    }

    private DedupResult deduplicateStream(ChunkHeaders headers, byte[] value, long now) {
        String key = DedupEntry.streamKey(scope(headers) + headers.stream());
        long start = headers.offset().orElseThrow();
        long end = start + value.length;
        long expected = memory.get(Stream.class).get(key) instanceof Stream stream ? stream.nextOffset() : start;
        change(key, new Stream(Math.max(expected, end), now));
        if (expected <= start) {
            long toldFrom = headers.position().stream().coversFrom();
            return new DedupResult(DedupResult.all(headers, value).parts(), 0, Math.max(0, toldFrom - expected));
        }
        if (expected >= end) {
            return new DedupResult(List.of(), Lines.count(value), 0);
        }
        int from = (int) (expected - start);
        long repeated = Lines.count(Arrays.copyOf(value, from));
        ChunkHeaders rest = headers.at(headers.line() + repeated, OptionalLong.of(expected));
        return new DedupResult(List.of(new DedupResult.Part(rest, from, value.length)), repeated, 0);
    }

    private DedupResult deduplicateBatch(ChunkHeaders headers, byte[] value, long now) {
        String key = DedupEntry.batchKey(scope(headers) + headers.batch());
        // A CloudWatch payload may be binary: it is one thing, whatever bytes it holds.
        boolean whole = headers.format().equals(LogFormat.CLOUDWATCH.wireName());
        long lines = whole ? 1 : Lines.count(value);
        LineRanges seen = memory.get(Batch.class).get(key) instanceof Batch batch ? batch.lines() : new LineRanges();
        List<Range> ranges = seen.add(headers.line(), headers.line() + lines);
        change(key, new Batch(seen, now));
        if (whole) {
            return ranges.isEmpty() ? new DedupResult(List.of(), 1, 0) : DedupResult.all(headers, value);
        }
        List<DedupResult.Part> parts = new ArrayList<>(ranges.size());
        long unseen = 0;
        for (Range range : ranges) {
            int from = Lines.skip(value, range.from() - headers.line());
            int to = Lines.skip(value, range.to() - headers.line());
            parts.add(new DedupResult.Part(headers.at(range.from(), OptionalLong.empty()), from, to));
            unseen += range.to() - range.from();
        }
        return new DedupResult(parts, lines - unseen, 0);
    }

    /** A span that is replayed has a memory of its own: what repeated then repeats now, and the first of it is no repeat. */
    private static String scope(ChunkHeaders headers) {
        return headers.replay() == null ? "" : headers.replay() + '/';
    }

    private void change(String key, DedupEntry thing) {
        put(key, thing);
        changes.put(key, thing.toBytes());
    }

    private void put(String key, DedupEntry thing) {
        LinkedHashMap<String, DedupEntry> kind = memory.get(thing.getClass());
        // To the end: the map is ordered by when a thing was last seen.
        kind.remove(key);
        kind.put(key, thing);
    }

    private void forget(LinkedHashMap<String, DedupEntry> things, long before) {
        Iterator<Map.Entry<String, DedupEntry>> oldest = things.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, DedupEntry> entry = oldest.next();
            if (entry.getValue().seen() >= before) {
                return;
            }
            changes.put(entry.getKey(), null);
            oldest.remove();
        }
    }
}
