// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store that keeps events in this process, by their id. Thread-safe. */
final class MemoryStore {

    private final Map<String, String> events = new ConcurrentHashMap<>();
    private volatile boolean away;

    /** @return whether the store took the event, and had none of that id */
    boolean put(String id, String json) {
        return events.putIfAbsent(id, json) == null;
    }

    boolean isAway() {
        return away;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    Map<String, String> events() {
        return Map.copyOf(events);
    }
}
