// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.related.PageView;
import dev.sluice.model.Headers;
import dev.sluice.model.OwnEvents;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import tools.jackson.core.JacksonException;

/** Events to views of pages, each under its client. */
final class ViewProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    @Override
    public void process(Record<byte[], byte[]> record) {
        Header stream = record.headers().lastHeader(Headers.DATA_STREAM);
        if (record.value() == null || stream == null || OwnEvents.areUnwatchedIn(stream.value())) {
            return;
        }
        try {
            PageView.of(new String(stream.value(), UTF_8), DetectableEvent.read(record.value()))
                    .ifPresent(view -> context().forward(PageProcessor.record(view, record.timestamp())));
        } catch (JacksonException e) {
            // It is counted where signals are found.
        }
    }
}
