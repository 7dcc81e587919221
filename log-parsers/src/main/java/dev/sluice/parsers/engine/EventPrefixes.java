// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.ChunkHeaders;
import java.util.ArrayList;
import java.util.List;

/** The {@link EventPrefix} of each type of event that a chunk holds, made when the first such event is. Not thread-safe. */
final class EventPrefixes {

    /** A chunk of JSON lines may name any number of datasets; more than these are not remembered. */
    private static final int MAX_PREFIXES = 256;

    private final EventOptions options;
    private final List<EventPrefix> prefixes = new ArrayList<>();
    private ChunkHeaders headers;
    private long ingested;

    EventPrefixes(EventOptions options) {
        this.options = options;
    }

    /** @param now epoch milliseconds: {@code event.ingested} of the chunk's events */
    void beginChunk(ChunkHeaders newHeaders, long now) {
        headers = newHeaders;
        ingested = now;
        prefixes.clear();
    }

    EventPrefix of(EventType type) {
        for (EventPrefix known : prefixes) {
            if (known.type == type) {
                return known;
            }
        }
        String dataset = headers.dataset() == null ? type.dataset : headers.dataset();
        EventPrefix made = new EventPrefix(type, dataset, headers, ingested, options);
        if (prefixes.size() == MAX_PREFIXES) {
            prefixes.clear();
        }
        prefixes.add(made);
        return made;
    }
}
