// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.model.DataStream;
import dev.sluice.model.OwnEvents;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What a partition's events since the last commit add to each minute: an event costs a few additions, and no record of its own. Of Sluice's own
 * events it counts none. Not thread-safe.
 */
public final class PartialTraffic {

    /** Data streams of one minute; those that come after are counted as {@link TrafficKey#OTHER}. */
    static final int MAX_STREAMS = 200;

    /** More than this should be committed soon: old logs hold a minute in a few lines. */
    private static final int MANY = 1_000;

    private final Map<TrafficKey, Traffic> parts = new HashMap<>();
    private final Map<Long, Integer> streamsOfMinute = new HashMap<>();
    private final Runnable onOther;

    /** The last event's, since the next one most often has the same. */
    private byte[] lastStream = new byte[0];

    private DataStream lastParsed;
    private TrafficKey lastKey;
    private Traffic last;
    private boolean lastIsOther;

    /** @param onOther is told of each event that is counted as {@link TrafficKey#OTHER} */
    public PartialTraffic(Runnable onOther) {
        this.onOther = onOther;
    }

    /**
     * Counts an event; one without a time or a dataset is in no minute.
     *
     * @param stream the name of its data stream, as its header has it; null if that is missing
     */
    public void add(byte[] stream, DetectableEvent event) {
        long minute = event.minute();
        DataStream parsed = minute < 0 ? null : stream(stream, event);
        if (parsed == null) {
            return;
        }
        if (last == null
                || lastKey.minute() != minute
                || !lastKey.dataset().equals(parsed.dataset())
                || !lastKey.namespace().equals(parsed.namespace())) {
            lastKey = TrafficKey.of(minute, parsed);
            last = part(lastKey);
            lastIsOther = last != parts.get(lastKey);
        }
        if (lastIsOther) {
            onOther.run();
        }
        last.add(event);
    }

    private DataStream stream(byte[] stream, DetectableEvent event) {
        if (stream != null && Arrays.equals(stream, lastStream)) {
            return lastParsed;
        }
        try {
            DataStream parsed = stream == null
                    ? new DataStream(event.get(EventField.DATASET), DataStream.DEFAULT_NAMESPACE)
                    : DataStream.parse(new String(stream, UTF_8));
            lastParsed = parsed.dataset().startsWith(OwnEvents.PREFIX) ? null : parsed;
        } catch (IllegalArgumentException e) {
            // Such an event has no place in a store either, and is told there.
            lastParsed = null;
        }
        lastStream = stream == null ? new byte[0] : stream;
        return lastParsed;
    }

    private Traffic part(TrafficKey key) {
        Traffic known = parts.get(key);
        if (known != null) {
            return known;
        }
        if (streamsOfMinute.merge(key.minute(), 1, Integer::sum) > MAX_STREAMS) {
            return parts.computeIfAbsent(TrafficKey.ofOther(key.minute()), other -> new Traffic());
        }
        Traffic made = new Traffic();
        parts.put(key, made);
        return made;
    }

    /** Whether it would be well to commit soon. */
    public boolean isLarge() {
        return parts.size() > MANY;
    }

    /** Gives away all that was counted, and begins anew. */
    public void drain(BiConsumer<TrafficKey, Traffic> to) {
        parts.forEach(to);
        parts.clear();
        streamsOfMinute.clear();
        last = null;
    }
}
