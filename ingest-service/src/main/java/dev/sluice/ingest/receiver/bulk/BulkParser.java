// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.request.JsonBodies;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
     * One item. Holds no copy of its document, of which there can be hundreds of thousands.
     *
     * @param index as the action or else the path names it; never null
     * @param id as the action names it, or null
     * @param from where its document starts in the body
     * @param to behind its document; {@code from} for {@code delete}
     */
    record Item(Verb verb, String index, String id, int from, int to) {

        boolean adds() {
            return verb == Verb.CREATE || verb == Verb.INDEX;
        }

        int length() {
            return to - from;
        }
    }

    /** Takes room for items before they are there. */
    @FunctionalInterface
    interface ItemBudget {
        /** @throws dev.sluice.ingest.rejection.RequestRejectedException if there are to be no more */
        void take(int items);
    }

    /** Room is taken for so many at once. */
    static final int STEP = 1024;

    /** Elasticsearch allows as many bytes, for either. */
    private static final int LONGEST_NAME = 512;

    private final byte[] body;
    private final String defaultIndex;
    /** Items of a bulk mostly name the same few. */
    private final Map<String, String> indices = new HashMap<>();

    private int at;
    private int from;
    private int to;

    private BulkParser(byte[] body, String defaultIndex) {
        this.body = body;
        this.defaultIndex = defaultIndex;
    }

    /**
     * @param defaultIndex the path's, or null
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if an action cannot be read, as then nothing behind it can be either
     */
    static List<Item> items(byte[] body, String defaultIndex, ItemBudget budget) {
        BulkParser bulk = new BulkParser(body, defaultIndex);
        List<Item> items = new ArrayList<>();
        while (bulk.nextLine()) {
            if (bulk.to > bulk.from) {
                if (items.size() % STEP == 0) {
                    budget.take(STEP);
                }
                items.add(bulk.item());
            }
        }
        if (items.isEmpty()) {
            throw JsonBodies.broken("it holds no action");
        }
        return items;
    }

    /**
     * One document that comes without an action, on one line as a bulk has it.
     *
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if it is not one object
     */
    static byte[] oneDocument(byte[] body) {
        return JsonBodies.read(new ByteArrayInputStream(body), json -> {
            json.nextToken();
            JsonBodies.expect(json, JsonToken.START_OBJECT, "it is not an object");
            json.skipChildren();
            if (json.nextToken() != null) {
                throw JsonBodies.broken("there is something behind its object; several documents go to _bulk");
            }
            return onOneLine(body);
        });
    }

    /** Line breaks in valid JSON are between tokens, where blanks can be, too. */
    private static byte[] onOneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if an index or id is longer than Elasticsearch allows */
    static String requireLength(String member, String name) {
        if (name != null && name.length() > LONGEST_NAME) {
            throw JsonBodies.broken("an " + member + " has more than " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private Item item() {
        Item item = JsonBodies.read(new ByteArrayInputStream(body, from, to - from), this::readAction);
        if (item.verb == Verb.DELETE) {
            return item;
        }
        if (!nextLine() || to == from) {
            throw JsonBodies.broken("its last action has no document");
        }
        return new Item(item.verb, item.index, item.id, from, to);
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
                case "_index" -> index = requireLength("_index", json.getValueAsString());
                case "_id" -> id = requireLength("_id", json.getValueAsString());
                default -> json.skipChildren();
            }
        }
        if (index == null) {
            throw JsonBodies.broken("an action has no _index, and the path names none");
        }
        return new Item(verb, indices.computeIfAbsent(index, same -> same), id, 0, 0);
    }

    private static Verb verbOf(String name) {
        return Arrays.stream(Verb.values())
                .filter(verb -> verb.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> JsonBodies.broken("an action is none of create, index, update, delete"));
    }

    /** Moves to the next line, which is in [from, to) without its end; false behind the last. */
    private boolean nextLine() {
        if (at >= body.length) {
            return false;
        }
        int end = at;
        while (end < body.length && body[end] != '\n') {
            end++;
        }
        from = at;
        to = end > at && body[end - 1] == '\r' ? end - 1 : end;
        at = end + 1;
        return true;
    }
}
