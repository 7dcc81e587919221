// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.request.JsonBodies;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Takes a bulk apart: a line that says what to do, then, except for {@code delete}, a line with the document. */
final class BulkParser {

    /** What an action line asks for. Only the first two add something, which is all that a log can take. */
    enum Verb {
        CREATE,
        INDEX,
        UPDATE,
        DELETE;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One item.
     *
     * @param index as the action or else the path names it; never null
     * @param id as the action names it, or null
     * @param document null for {@code delete}
     */
    record Item(Verb verb, String index, String id, byte[] document) {}

    /** Elasticsearch allows as many bytes. */
    private static final int LONGEST_INDEX = 255;

    private final byte[] body;
    private final String defaultIndex;
    private int at;

    private BulkParser(byte[] body, String defaultIndex) {
        this.body = body;
        this.defaultIndex = defaultIndex;
    }

    /**
     * @param defaultIndex the path's, or null
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if an action cannot be read, as then nothing behind it can be either
     */
    static List<Item> items(byte[] body, String defaultIndex) {
        BulkParser bulk = new BulkParser(body, defaultIndex);
        List<Item> items = new ArrayList<>();
        for (byte[] action = bulk.nextLine(); action != null; action = bulk.nextLine()) {
            if (action.length > 0) {
                items.add(bulk.item(action));
            }
        }
        if (items.isEmpty()) {
            throw JsonBodies.broken("it holds no action");
        }
        return items;
    }

    private Item item(byte[] action) {
        Item item;
        item = JsonBodies.read(new ByteArrayInputStream(action), this::readAction);
        if (item.verb == Verb.DELETE) {
            return item;
        }
        byte[] document = nextLine();
        if (document == null || document.length == 0) {
            throw JsonBodies.broken("its last action has no document");
        }
        return new Item(item.verb, item.index, item.id, document);
    }

    private Item readAction(JsonParser json) {
        json.nextToken();
        JsonBodies.expect(json, JsonToken.START_OBJECT, "an action is not an object");
        json.nextToken();
        JsonBodies.expect(json, JsonToken.PROPERTY_NAME, "an action is empty");
        Verb verb = verbOf(json.currentName());
        json.nextToken();
        JsonBodies.expect(json, JsonToken.START_OBJECT, "an action's value is not an object");
        String index = defaultIndex;
        String id = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "_index" -> index = json.getValueAsString();
                case "_id" -> id = json.getValueAsString();
                default -> json.skipChildren();
            }
        }
        if (index == null) {
            throw JsonBodies.broken("an action has no _index, and the path names none");
        }
        if (index.length() > LONGEST_INDEX) {
            throw JsonBodies.broken("an _index has more than " + LONGEST_INDEX + " characters");
        }
        return new Item(verb, index, id, null);
    }

    private static Verb verbOf(String name) {
        return Arrays.stream(Verb.values())
                .filter(verb -> verb.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> JsonBodies.broken("an action is none of create, index, update, delete"));
    }

    /** The next line without its end, or null behind the last. */
    private byte[] nextLine() {
        if (at >= body.length) {
            return null;
        }
        int end = at;
        while (end < body.length && body[end] != '\n') {
            end++;
        }
        int stop = end > at && body[end - 1] == '\r' ? end - 1 : end;
        byte[] line = Arrays.copyOfRange(body, at, stop);
        at = end + 1;
        return line;
    }
}
