// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.detection.KeyedSignal;
import dev.sluice.detector.detection.PipelineDetections;
import dev.sluice.detector.window.SignalCodec;
import dev.sluice.model.DeadLetter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Dead letters of all stages to signals, by their headers: what is in them is nobody's business here. */
final class LetterProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final DetectorMetrics metrics;

    LetterProcessor(DetectorMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        DeadLetter letter;
        try {
            letter = DeadLetter.read(name -> {
                Header header = record.headers().lastHeader(name);
                return header == null ? null : header.value();
            });
        } catch (IllegalArgumentException e) {
            // Not one of ours, or its end: it is replayed or discarded by others.
            metrics.unreadable();
            return;
        }
        String topic = context().recordMetadata().orElseThrow().topic();
        KeyedSignal signal = PipelineDetections.signal(letter, topic);
        context()
                .forward(new Record<>(
                        signal.key().getBytes(UTF_8), SignalCodec.write(signal.signal()), record.timestamp()));
    }
}
