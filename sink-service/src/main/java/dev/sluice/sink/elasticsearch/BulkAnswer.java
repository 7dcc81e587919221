// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the answer to a {@code _bulk} request, item by item, in the order of the request. */
final class BulkAnswer {

    /** What is asked for, to be added as {@code filter_path}: answers are then a fifth of their size. */
    static final String FILTER = "items.*.status,items.*._index,items.*.failure_store,items.*.error.type,"
            + "items.*.error.reason,items.*.error.caused_by.type,items.*.error.caused_by.reason";

    private static final JsonFactory JSON = new JsonFactory();

    private BulkAnswer() {}

    /** @throws IOException if it is not a bulk's answer; what became of the documents is unknown then */
    static List<ItemResult> read(InputStream body, int expected) throws IOException {
        List<ItemResult> items = new ArrayList<>(expected);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isItems = parser.currentName().equals("items");
                JsonToken value = parser.nextToken();
                if (isItems && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        items.add(item(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IOException("the answer to a bulk is not JSON as expected: " + e.getOriginalMessage(), e);
        }
        if (items.size() != expected) {
            throw new IOException("the answer to a bulk of " + expected + " documents has " + items.size() + " items");
        }
        return items;
    }

    /** {@code {"create":{"_index":…,"status":201}}}. */
    private static ItemResult item(JsonParser parser) throws IOException {
        require(parser.nextToken() == JsonToken.PROPERTY_NAME);
        require(parser.nextToken() == JsonToken.START_OBJECT);
        int status = 0;
        String index = "";
        String error = "";
        boolean inFailureStore = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "status" -> status = parser.getIntValue();
                case "_index" -> index = parser.getString();
                case "error" -> error = error(parser);
                case "failure_store" -> inFailureStore = isInFailureStore(parser.getString());
                default -> parser.skipChildren();
            }
        }
        require(parser.nextToken() == JsonToken.END_OBJECT);
        require(status != 0);
        return new ItemResult(status, index, error, inFailureStore);
    }

    private static boolean isInFailureStore(String value) {
        // The others, not_applicable_or_unknown and not_enabled, say that it played no part.
        return "used".equals(value) || "failed".equals(value);
    }

    /** {@code {"type":…,"reason":…,"caused_by":{…}}} as one text. */
    private static String error(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return "";
        }
        String type = "";
        String reason = "";
        String cause = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> type = parser.getValueAsString("");
                case "reason" -> reason = parser.getValueAsString("");
                case "caused_by" -> cause = error(parser);
                default -> parser.skipChildren();
            }
        }
        return type + ": " + reason + (cause.isEmpty() ? "" : "; caused by " + cause);
    }

    private static void require(boolean expected) throws IOException {
        if (!expected) {
            throw new IOException("the answer to a bulk is not of the form that Elasticsearch documents");
        }
    }
}
