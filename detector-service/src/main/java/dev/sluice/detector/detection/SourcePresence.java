// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.detection;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.window.Signal;
import java.util.Optional;

/**
 * One signal for each minute in which a source, a dataset of a host, has said something. What was told lately is remembered in a table of fixed size,
 * so that some are told more than once, which changes nothing. Not thread-safe.
 */
public final class SourcePresence {

    private static final int PLACES = 1 << 14;
    private static final long MINUTE_MILLIS = 60_000;

    private final long[] told = new long[PLACES];

    /** The signal, if the event's source and minute are new; empty too for an event without a time or a dataset. */
    public Optional<KeyedSignal> of(DetectableEvent event) {
        long hash = event.hashOfSourceAndMinute();
        int place = (int) (hash ^ hash >>> 32) & PLACES - 1;
        if (told[place] == hash) {
            return Optional.empty();
        }
        told[place] = hash;
        long time = event.timestamp();
        String dataset = event.get(EventField.DATASET);
        if (time < 0 || dataset == null) {
            return Optional.empty();
        }
        String host = event.get(EventField.HOST_NAME);
        long minute = time / MINUTE_MILLIS * MINUTE_MILLIS;
        return Optional.of(new KeyedSignal(
                PipelineDetections.SILENCE.key(),
                dataset + ' ' + (host == null ? "-" : host),
                new Signal(minute, minute, 1, "", "")));
    }
}
