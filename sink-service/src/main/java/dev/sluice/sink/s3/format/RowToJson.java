// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import dev.sluice.sink.s3.format.EventColumns.Column;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts a row of a Parquet object together to the event's JSON again: the way back from {@link EventRow}. Columns are looked up by name, so that rows
 * of an older schema are read too. A number that was written where a text belongs comes back as text, and a single text where a list belongs as
 * a list of one.
 */
final class RowToJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RowToJson() {}

    static ObjectNode of(Group row) {
        ObjectNode event = JSON.createObjectNode();
        addFields(event, EventColumns.CURRENT.root(), row);
        String other = EventColumns.OTHER;
        if (has(row, other)) {
            // By path: a name with dots means to readers what objects in objects mean.
            RawJson.addMembers(event, row.getBinary(other, 0).getBytes(), Set.of());
        }
        return event;
    }

    private static void addFields(ObjectNode object, ColumnTree fields, Group row) {
        fields.forEach((name, field) -> {
            switch (field) {
                case ColumnTree inner -> {
                    ObjectNode child = JSON.createObjectNode();
                    addFields(child, inner, row);
                    if (!child.isEmpty()) {
                        object.set(name, child);
                    }
                }
                case Column column -> {
                    if (has(row, column.name())) {
                        object.set(name, value(column, row));
                    }
                }
            }
        });
    }

    private static boolean has(Group row, String column) {
        return row.getType().containsField(column) && row.getFieldRepetitionCount(column) > 0;
    }

    private static JsonNode value(Column column, Group row) {
        String name = column.name();
        return switch (column.kind()) {
            case TIMESTAMP ->
                JSON.getNodeFactory()
                        .stringNode(Instant.EPOCH
                                .plus(row.getLong(name, 0), ChronoUnit.MICROS)
                                .toString());
            case LONG -> JSON.getNodeFactory().numberNode(row.getLong(name, 0));
            case STRING -> JSON.getNodeFactory().stringNode(row.getString(name, 0));
            case STRINGS -> texts(row.getGroup(name, 0));
            case MAP -> map(row.getGroup(name, 0));
            case JSON -> RawJson.value(row.getBinary(name, 0).getBytes());
        };
    }

    private static ArrayNode texts(Group list) {
        ArrayNode texts = JSON.createArrayNode();
        for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
            texts.add(list.getGroup("list", i).getString("element", 0));
        }
        return texts;
    }

    private static ObjectNode map(Group map) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < map.getFieldRepetitionCount("key_value"); i++) {
            Group entry = map.getGroup("key_value", i);
            if (entry.getFieldRepetitionCount("value") > 0) {
                object.put(entry.getString("key", 0), entry.getString("value", 0));
            }
        }
        return object;
    }
}
