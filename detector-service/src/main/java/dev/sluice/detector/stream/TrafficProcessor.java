// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.traffic.OpenTraffic;
import dev.sluice.detector.traffic.Traffic;
import dev.sluice.detector.traffic.TrafficKey;
import dev.sluice.detector.traffic.TrafficWriter;
import dev.sluice.model.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Merges what the partitions have counted, and writes a minute when it is over and nothing more has come for it for {@code grace}. What comes later
 * is a further document of that minute: no store can replace one, so documents add up, and no event is in two of them.
 */
final class TrafficProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "traffic";

    /** Minutes that wait to be written; with more, the one that has waited longest is written. */
    static final int MAX_OPEN = 500;

    private static final Duration TICK = Duration.ofSeconds(1);

    /** A minute that a wrong clock has put into the future is not waited for. */
    private static final long LONGEST_WAIT_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final byte[] WRITER = TrafficWriter.DATASET.getBytes(UTF_8);

    private final DetectorMetrics metrics;
    private final long grace;
    private final int top;

    /** When something last came, by the clock, for each minute that is to be written; the one that has waited longest first. */
    private final Map<String, Long> waiting = new LinkedHashMap<>();

    private KeyValueStore<String, byte[]> store;
    private long forgottenBefore;

    /**
     * @param grace for how long nothing must have come
     * @param top paths and clients that a document names
     */
    TrafficProcessor(DetectorMetrics metrics, Duration grace, int top) {
        this.metrics = metrics;
        this.grace = grace.toMillis();
        this.top = top;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        store = context.getStateStore(STORE);
        long now = context.currentSystemTimeMs();
        waiting.clear();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (OpenTraffic.read(entry.value).hasTraffic()) {
                    waiting.put(entry.key, now);
                }
            });
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        String key = new String(record.key(), UTF_8);
        Traffic more = Traffic.read(record.value());
        long now = context().currentSystemTimeMs();
        OpenTraffic open = open(key, more, now);
        if (open.isLate()) {
            metrics.trafficLate(more.events());
        }
        store.put(key, open.write());
        waiting.remove(key);
        waiting.put(key, now);
        while (waiting.size() > MAX_OPEN) {
            write(waiting.keySet().iterator().next());
        }
    }

    private OpenTraffic open(String key, Traffic more, long now) {
        byte[] state = store.get(key);
        if (state != null) {
            return OpenTraffic.read(state).with(more);
        }
        RecordMetadata from = context().recordMetadata().orElseThrow();
        return OpenTraffic.first(
                TrafficKey.parse(key), more, Instant.ofEpochMilli(now), from.partition(), from.offset());
    }

    private void tick(long now) {
        List<String> due = waiting.entrySet().stream()
                .filter(entry -> isDue(TrafficKey.parse(entry.getKey()), entry.getValue(), now))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(this::write);
        forget(now);
    }

    private boolean isDue(TrafficKey key, long since, long now) {
        long quiet = now - since;
        return quiet >= grace && now - key.end().toEpochMilli() >= grace || quiet >= LONGEST_WAIT_MILLIS;
    }

    private void write(String text) {
        TrafficKey key = TrafficKey.parse(text);
        OpenTraffic open = OpenTraffic.read(store.get(text));
        long now = context().currentSystemTimeMs();
        String id = TrafficWriter.id(key, open.part());
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, TrafficWriter.dataStream(key).getBytes(UTF_8));
        headers.add(Headers.UNBOOKED, WRITER);
        byte[] document = TrafficWriter.write(key, open.traffic(), id, top, Instant.ofEpochMilli(now));
        context().forward(new Record<>(id.getBytes(UTF_8), document, now, headers));
        metrics.trafficDocument();
        store.put(text, open.written().map(OpenTraffic::write).orElse(null));
        waiting.remove(text);
    }

    /** Once a minute, what need not be remembered any more: keys sort by time. */
    private void forget(long now) {
        long before = OpenTraffic.forgottenBefore(Instant.ofEpochMilli(now));
        if (before == forgottenBefore) {
            return;
        }
        forgottenBefore = before;
        try (KeyValueIterator<String, byte[]> old = store.range(TrafficKey.beginOf(0), TrafficKey.beginOf(before))) {
            old.forEachRemaining(entry -> {
                if (!waiting.containsKey(entry.key)) {
                    store.delete(entry.key);
                }
            });
        }
    }
}
