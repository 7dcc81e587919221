// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.alert.AlertWriter;
import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.detection.Detections;
import dev.sluice.detector.detection.KeyedSignal;
import dev.sluice.detector.window.IncidentChange;
import dev.sluice.detector.window.KeyWindow;
import dev.sluice.detector.window.Signal;
import dev.sluice.detector.window.SignalCodec;
import dev.sluice.detector.window.WindowSpec;
import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Signals to windows, windows to alerts. A second is closed when a signal of the same key is {@code grace} later, or when nothing came for that key
 * for as long by the clock: so senders that lag do not hold each other up, and the last probe of a scan is counted, too.
 */
final class WindowProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    static final String STORE = "windows";

    private static final Duration TICK = Duration.ofMillis(500);
    private static final int MAX_UNKNOWN = 1_000;
    private static final String DATA_STREAM = new DataStream(AlertWriter.DATASET, DataStream.DEFAULT_NAMESPACE).name();

    private final Detections detections;

    /** Keys of detections that there are none of: each is looked for once. */
    private final Set<String> unknown = new HashSet<>();

    private final DetectorMetrics metrics;
    private final EventProgress progress;
    private final long grace;

    /** Of each window that something may still happen to: when its last signal came, by the clock. */
    private final Map<String, Long> waiting = new HashMap<>();

    private KeyValueStore<String, byte[]> windows;

    /** @param grace how much later than others a signal of the same key may come */
    WindowProcessor(Detections detections, DetectorMetrics metrics, EventProgress progress, Duration grace) {
        this.detections = detections;
        this.progress = progress;
        this.metrics = metrics;
        this.grace = grace.toSeconds();
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        windows = context.getStateStore(STORE);
        long now = context.currentSystemTimeMs();
        try (KeyValueIterator<String, byte[]> all = windows.all()) {
            while (all.hasNext()) {
                waiting.put(all.next().key, now);
            }
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        String key = new String(record.key(), UTF_8);
        Signal signal = SignalCodec.read(record.value());
        Optional<Detection> detection = detection(key);
        if (detection.isEmpty()) {
            // By a version of long ago, or an earlier release.
            return;
        }
        KeyWindow window = window(key, detection.get());
        if (window.add(signal)) {
            metrics.signal();
        } else if (!isOfSilence(detection.get())) {
            // Of what is there once more than often enough, nothing is missed.
            metrics.late();
        }
        window.close(window.latest() - grace - 1, change -> alert(detection.get(), key, change));
        windows.put(key, window.write());
        waiting.put(key, context().currentSystemTimeMs());
    }

    private void tick(long now) {
        waiting.entrySet()
                .removeIf(entry -> now - entry.getValue() >= 1000 && isDone(entry.getKey(), entry.getValue(), now));
        metrics.windows(waiting.size());
    }

    /** Closes what has waited long enough; true if nothing can happen to the window any more. */
    private boolean isDone(String key, long since, long now) {
        byte[] state = windows.get(key);
        Optional<Detection> detection = detection(key);
        if (state == null || detection.isEmpty()) {
            windows.delete(key);
            return true;
        }
        KeyWindow window = KeyWindow.read(detection.get().spec(), state);
        long second = window.latest() + (now - since) / 1000;
        if (isOfSilence(detection.get())) {
            // The clock alone does not tell: the pipeline may stand still, or be behind.
            long idle = Math.max(0, now - Math.max(since, progress.movingSince())) / 1000;
            second = Math.max(window.latest(), Math.min(window.latest() + idle, progress.second()));
        }
        window.close(second - grace, change -> alert(detection.get(), key, change));
        if (window.isOver(second)) {
            windows.delete(key);
            return true;
        }
        windows.put(key, window.write());
        return false;
    }

    private static boolean isOfSilence(Detection detection) {
        return detection.spec().measure() == WindowSpec.Measure.SILENCE;
    }

    private Optional<Detection> detection(String key) {
        String ofDetection = KeyedSignal.detectionOf(key);
        if (unknown.contains(ofDetection)) {
            return Optional.empty();
        }
        Optional<Detection> detection = detections.detection(ofDetection);
        if (detection.isEmpty() && unknown.size() < MAX_UNKNOWN) {
            unknown.add(ofDetection);
        }
        return detection;
    }

    private KeyWindow window(String key, Detection detection) {
        byte[] state = windows.get(key);
        return state == null ? new KeyWindow(detection.spec()) : KeyWindow.read(detection.spec(), state);
    }

    private void alert(Detection detection, String key, IncidentChange change) {
        Alert alert = new Alert(detection, KeyedSignal.groupOf(key), change);
        metrics.alert(detection, change.kind());
        RecordHeaders headers = new RecordHeaders();
        headers.add(Headers.DATA_STREAM, DATA_STREAM.getBytes(UTF_8));
        long now = context().currentSystemTimeMs();
        headers.add(Headers.UNBOOKED, detection.id().getBytes(UTF_8));
        context()
                .forward(new Record<>(
                        alert.documentId().getBytes(UTF_8),
                        AlertWriter.write(alert, Instant.ofEpochMilli(now)),
                        now,
                        headers));
    }
}
