// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.LogFormat;
import dev.sluice.model.StreamDigest;
import dev.sluice.parser.dedup.DedupEntry.Batch;
import dev.sluice.parser.dedup.DedupEntry.LogEvents;
import dev.sluice.parser.dedup.DedupEntry.Replay;
import dev.sluice.parser.dedup.DedupEntry.Stream;
import dev.sluice.parser.dedup.DedupResult.Conflict;
import dev.sluice.parser.dedup.LineRanges.Range;
import dev.sluice.parser.dedup.StreamHistory.Finding;
import dev.sluice.parser.ledger.PartitionBook;
import dev.sluice.parser.rules.PartitionRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds what of each chunk of one partition was not seen before. What was seen is known by who sent it, into which namespace, under which name,
 * and is checked by its content; where the content is another, it is kept under a name of its own.
 *
 * <p>It changes its memory as it goes and gathers the changes for the state topic; it knows nothing of Kafka's clients. If the transaction that
 * should have written the changes fails, the deduplicator is thrown away and restored from the topic. Not thread-safe: a partition belongs to
 * one thread.
 */
public final class Deduplicator {

    private final DedupMemory memory;
    private final boolean check;
    private final PartitionBook book = new PartitionBook();
    private final PartitionRules rules = new PartitionRules();

    /** @param check false lets everything through and remembers nothing */
    public Deduplicator(DedupLimits limits, boolean check) {
        memory = new DedupMemory(limits);
        this.check = check;
    }

    /** Takes over a record of the state topic; {@code value} is null where the key was forgotten. */
    void restore(String key, byte[] value) {
        if (key.equals(PartitionRules.KEY)) {
            rules.restore(value);
        } else {
            memory.restore(key, value);
        }
    }

    /**
     * What of a chunk was not seen before; from now on it counts as seen.
     *
     * @param key of the chunk's record; null where the sender has not chosen what it is known by, and so can't send it again
     * @throws IllegalArgumentException if its digest cannot be read; nothing is remembered then
     */
    public DedupResult deduplicate(ChunkHeaders headers, byte[] key, byte[] value, long now) {
        if (!check) {
            return DedupResult.all(headers, value);
        }
        if (headers.replay() != null && !headers.replay().startsWith(Headers.REPLAY_OF_SPAN)) {
            return deduplicateReplay(headers, value, now);
        }
        if (headers.stream() != null) {
            return deduplicateStream(headers, home(key), value, now);
        }
        return key == null ? DedupResult.all(headers, value) : deduplicateBatch(headers, home(key), value, now);
    }

    /** To be asked for each log event of a CloudWatch payload; {@link #remember} takes it back. */
    public LogEventFilter logEvents() {
        return new LogEventFilter(memory);
    }

    /** Remembers the log events that {@code filter} found to be new. */
    public void remember(LogEventFilter filter, ChunkHeaders headers, byte[] key, long now) {
        byte[] ids = filter.news();
        if (check && ids.length > 0) {
            memory.put(DedupKey.ofLogEvents(headers, ids), new LogEvents(now, home(key), ids));
        }
    }

    /** The replay that these headers are of has become a letter again: whoever replays that, with other settings by then, sends no repeat. */
    public void forgetReplay(ChunkHeaders headers) {
        memory.forget(DedupKey.ofReplay(headers));
    }

    /**
     * Forgets what is too old or too much, then hands over all changes since the last call: the state topic's keys, and their values or null for what
     * was forgotten.
     */
    public Map<String, byte[]> takeChanges(long now) {
        Map<String, byte[]> changes = memory.takeChanges(now);
        rules.takeChange().ifPresent(value -> changes.put(PartitionRules.KEY, value));
        return changes;
    }

    /** Which version of the rules the partition's chunks are parsed by: it is committed with what is remembered. */
    public PartitionRules rules() {
        return rules;
    }

    /** The partition's book: what it says of a transaction stands and falls with what is remembered of it. */
    public PartitionBook book() {
        return book;
    }

    /** What it holds, about, in bytes. */
    public long bytes() {
        return memory.bytes();
    }

    /** How many things it holds. */
    public long entries() {
        return memory.entries();
    }

    /** How many things were forgotten for want of room, since the last call. */
    public long takeForgotten() {
        return memory.takeForgotten();
    }

    private DedupResult deduplicateReplay(ChunkHeaders headers, byte[] value, long now) {
        DedupKey key = DedupKey.ofReplay(headers);
        if (memory.get(key) != null) {
            return DedupResult.nothing(Lines.count(value));
        }
        memory.put(key, new Replay(now));
        return DedupResult.all(headers, value);
    }

    private DedupResult deduplicateStream(ChunkHeaders headers, OptionalInt home, byte[] value, long now) {
        DedupKey key = DedupKey.ofStream(headers);
        long start = headers.offset().orElseThrow();
        long coversFrom = headers.position().stream().coversFrom();
        String digest = headers.position().digest();
        StreamHistory before = memory.get(key) instanceof Stream stream
                ? stream.history()
                // What came before the first chunk is nobody's gap.
                : StreamHistory.beginning(coversFrom);
        Finding finding = digest == null
                ? before.find(start, coversFrom, value.length)
                : before.find(start, coversFrom, value, StreamDigest.parse(digest));
        memory.put(key, new Stream(now, home, finding.history()));
        if (finding.kind() == Finding.Kind.REPEAT) {
            return DedupResult.nothing(Lines.count(value));
        }
        int from = finding.from();
        long repeated = from == 0 ? 0 : Lines.count(Arrays.copyOf(value, from));
        ChunkHeaders rest = named(
                from == 0 ? headers : headers.at(headers.line() + repeated, OptionalLong.of(start + from)),
                finding.fork());
        return new DedupResult(
                List.of(new DedupResult.Part(rest, from, value.length)),
                repeated,
                finding.missing(),
                finding.kind() == Finding.Kind.FORK ? Conflict.FORK : Conflict.NONE);
    }

    /** A fork's lines have a stream id of their own, and so event ids of their own. */
    private static ChunkHeaders named(ChunkHeaders headers, String fork) {
        if (fork.isEmpty()) {
            return headers;
        }
        ChunkHeaders.StreamOffset stream = headers.position().stream();
        return headers.with(new ChunkHeaders.Position(
                headers.batch(),
                headers.line(),
                new ChunkHeaders.StreamOffset(stream.id() + '#' + fork, stream.offset(), stream.coversFrom()),
                headers.position().digest()));
    }

    private DedupResult deduplicateBatch(ChunkHeaders headers, OptionalInt home, byte[] value, long now) {
        String digest = headers.position().digest();
        boolean reused = memory.get(DedupKey.ofBatch(headers, headers.batch())) instanceof Batch first
                && !Objects.equals(first.digest(), digest);
        String name = reused
                ? headers.batch() + '#' + (digest == null ? "none" : DedupKey.shortened(digest))
                : headers.batch();
        DedupKey key = DedupKey.ofBatch(headers, name);
        ChunkHeaders batch = headers.with(headers.position().withBatch(name));
        // A CloudWatch payload may be binary: it is one thing, whatever bytes it holds.
        boolean whole = headers.format().equals(LogFormat.CLOUDWATCH.wireName());
        long lines = whole ? 1 : Lines.count(value);
        LineRanges seen = memory.get(key) instanceof Batch known ? known.lines() : new LineRanges();
        List<Range> ranges = seen.add(headers.line(), headers.line() + lines);
        memory.put(key, new Batch(now, home, digest, seen));
        List<DedupResult.Part> parts = new ArrayList<>(ranges.size());
        long unseen = 0;
        for (Range range : ranges) {
            int from = whole ? 0 : Lines.skip(value, range.from() - headers.line());
            int to = whole ? value.length : Lines.skip(value, range.to() - headers.line());
            parts.add(new DedupResult.Part(batch.at(range.from(), OptionalLong.empty()), from, to));
            unseen += range.to() - range.from();
        }
        return new DedupResult(parts, lines - unseen, 0, reused ? Conflict.KEY_REUSED : Conflict.NONE);
    }

    /** As the partitioner of Kafka's clients hashes it: with another number of partitions, chunks with this key come in another one. */
    private static OptionalInt home(byte[] key) {
        return key == null ? OptionalInt.empty() : OptionalInt.of(Utils.toPositive(Utils.murmur2(key)));
    }
}
