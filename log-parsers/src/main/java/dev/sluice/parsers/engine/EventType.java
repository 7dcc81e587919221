// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.LogFormat;
import java.util.List;

/** What all events of a format have in common, known before the first line is seen. Compared by identity: a format makes it once. */
public final class EventType {

    final String dataset;

    /** {@code event.category} and {@code event.type}, encoded; empty where the format has none. */
    final byte[] categorization;

    private EventType(String dataset, byte[] categorization) {
        this.dataset = dataset;
        this.categorization = categorization;
    }

    /** Events of a format's own dataset, with ECS categories and types. */
    public static EventType of(LogFormat format, List<String> categories, List<String> types) {
        return of(format.dataset().orElseThrow(), categories, types);
    }

    /** Events of {@code dataset}, unless the sender named another. */
    public static EventType of(String dataset) {
        return new EventType(dataset, new byte[0]);
    }

    /**
     * The same with ECS categories and types (<a
     * href="https://www.elastic.co/docs/reference/ecs/ecs-category-field-values-reference">values</a>).
     */
    public static EventType of(String dataset, List<String> categories, List<String> types) {
        JsonBuffer json = new JsonBuffer();
        array(json, "category", categories);
        array(json, "type", types);
        return new EventType(dataset, json.toByteArray());
    }

    private static void array(JsonBuffer json, String name, List<String> values) {
        int start = json.openArray(Key.of(name));
        for (String value : values) {
            byte[] text = value.getBytes(UTF_8);
            json.element(text, 0, text.length);
        }
        json.closeArray(start);
    }
}
