// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.receiver.bulk.BulkParser.Item;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The answer to a bulk, item by item.
 *
 * @param batch from which ids are made where an action names none
 * @param took milliseconds
 * @param longestDocument bytes; a longer one has become a dead letter
 */
record BulkResponseBody(List<Item> items, String batch, long took, long longestDocument) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Writes it as it goes, whatever the number of items. */
    void writeTo(OutputStream out) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("took", took);
            json.writeBooleanProperty("errors", items.stream().anyMatch(item -> errorOf(item) != null));
            json.writeArrayPropertyStart("items");
            for (int i = 0; i < items.size(); i++) {
                write(json, items.get(i), i);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    /** The answer to the one document that there is, without the bulk around it. */
    byte[] ofOne() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            writeMembers(json, items.getFirst(), 0);
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    int statusOfOne() {
        return errorOf(items.getFirst()) == null ? 201 : 400;
    }

    private void write(JsonGenerator json, Item item, int number) {
        json.writeStartObject();
        json.writeObjectPropertyStart(item.verb().wireName());
        writeMembers(json, item, number);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeMembers(JsonGenerator json, Item item, int number) {
        json.writeStringProperty("_index", item.index());
        json.writeStringProperty("_id", item.id() == null ? batch + "-" + number : item.id());
        String error = errorOf(item);
        if (error == null) {
            json.writeNumberProperty("_version", 1);
            json.writeStringProperty("result", "created");
            json.writeObjectPropertyStart("_shards");
            json.writeNumberProperty("total", 1);
            json.writeNumberProperty("successful", 1);
            json.writeNumberProperty("failed", 0);
            json.writeEndObject();
            json.writeNumberProperty("_seq_no", number);
            json.writeNumberProperty("_primary_term", 1);
            json.writeNumberProperty("status", 201);
        } else {
            json.writeNumberProperty("status", 400);
            json.writeObjectPropertyStart("error");
            json.writeStringProperty("type", "illegal_argument_exception");
            json.writeStringProperty("reason", error);
            json.writeEndObject();
        }
    }

    private String errorOf(Item item) {
        if (!item.adds()) {
            return "a log can only be added to; send create or index";
        }
        return item.length() > longestDocument
                ? "the document is over sluice.ingest.max-line and was kept as a dead letter"
                : null;
    }
}
