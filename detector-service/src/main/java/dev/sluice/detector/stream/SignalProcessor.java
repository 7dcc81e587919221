// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.detection.Detections;
import dev.sluice.detector.detection.KeyedSignal;
import dev.sluice.detector.detection.SourcePresence;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.traffic.PartialTraffic;
import dev.sluice.detector.window.SignalCodec;
import dev.sluice.model.Headers;
import dev.sluice.model.OwnEvents;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import tools.jackson.core.JacksonException;

/** Events to signals, each under the key that its detection counts by. */
final class SignalProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final Detections detections;
    private final DetectorMetrics metrics;
    private final EventProgress progress;
    private final UncommittedTraffic uncommitted;
    private final SourcePresence presence = new SourcePresence();

    /** Begun anew with the task, which Kafka Streams may do with the same processor: what was not committed comes again. */
    private PartialTraffic traffic;

    /** @param uncommitted where the traffic of the task's partition is counted */
    SignalProcessor(
            Detections detections, DetectorMetrics metrics, EventProgress progress, UncommittedTraffic uncommitted) {
        this.detections = detections;
        this.metrics = metrics;
        this.progress = progress;
        this.uncommitted = uncommitted;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        traffic = new PartialTraffic(metrics::trafficOther);
        uncommitted.begin(context.taskId().partition(), traffic);
    }

    @Override
    public void close() {
        uncommitted.end(context().taskId().partition(), traffic);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(Headers.DATA_STREAM);
        byte[] stream = header == null ? null : header.value();
        // Alerts make no alerts.
        if (record.value() == null || OwnEvents.areUnwatchedIn(stream)) {
            return;
        }
        metrics.event();
        DetectableEvent event;
        try {
            event = DetectableEvent.read(record.value());
        } catch (JacksonException e) {
            metrics.unreadable();
            return;
        }
        traffic.add(stream, event);
        if (traffic.isLarge()) {
            context().commit();
        }
        presence.of(event).ifPresent(signal -> {
            progress.seen(signal.signal().second(), context().currentSystemTimeMs());
            forward(signal, record.timestamp());
        });
        detections.inForce().signals(event, signal -> forward(signal, record.timestamp()));
    }

    private void forward(KeyedSignal signal, long time) {
        context().forward(new Record<>(signal.key().getBytes(UTF_8), SignalCodec.write(signal.signal()), time));
    }
}
