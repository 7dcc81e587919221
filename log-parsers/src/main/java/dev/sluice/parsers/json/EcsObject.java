// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.Enrichment;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.JsonBuffer;
import java.util.Arrays;

/**
 * The ECS fields of one event, whether the line wrote them nested or with dots: which value stands in which field. Fields are written as one tree, in
 * the order in which the line first named their parents. Not thread-safe; each line replaces the last.
 */
final class EcsObject {

    private static final EcsField SOURCE = EcsField.at("source");
    private static final EcsField SOURCE_IP = EcsField.at("source.ip");
    private static final EcsField SOURCE_GEO = EcsField.at("source.geo");
    private static final EcsField SOURCE_AS = EcsField.at("source.as");
    private static final EcsField USER_AGENT = EcsField.at("user_agent");
    private static final EcsField USER_AGENT_ORIGINAL = EcsField.at("user_agent.original");

    private final JsonDocument document;
    private final EcsValues values;
    private final Enrichments enrichments;

    /** By {@link EcsField#number}; what has another generation is of an earlier line. */
    private final int[] generations = new int[EcsField.count()];

    private final int[] nodes = new int[EcsField.count()];
    private final EcsField[] firstChild = new EcsField[EcsField.count()];
    private final EcsField[] lastChild = new EcsField[EcsField.count()];
    private final EcsField[] next = new EcsField[EcsField.count()];
    private int generation;

    EcsObject(JsonDocument document, EcsValues values, Enrichments enrichments) {
        this.document = document;
        this.values = values;
        this.enrichments = enrichments;
    }

    void clear() {
        if (++generation == 0) {
            Arrays.fill(generations, 0);
            generation = 1;
        }
        touch(EcsField.ROOT);
    }

    /** Puts a value, which must fit, into {@code field}; returns the node that stood there before, or {@link JsonDocument#NONE}. */
    int put(EcsField field, int node) {
        touch(field);
        int earlier = nodes[field.number];
        nodes[field.number] = node;
        return earlier;
    }

    /** The node in {@code field}, or {@link JsonDocument#NONE}. */
    int get(EcsField field) {
        return generations[field.number] == generation ? nodes[field.number] : JsonDocument.NONE;
    }

    /** Whether anything stands in {@code field} or below it. */
    boolean has(EcsField field) {
        return generations[field.number] == generation;
    }

    void remove(EcsField field) {
        nodes[field.number] = JsonDocument.NONE;
    }

    /** Writes what is below {@code group}, and not the group itself. */
    void writeMembers(JsonBuffer json, EcsField group) {
        if (generations[group.number] != generation) {
            return;
        }
        for (EcsField field = firstChild[group.number]; field != null; field = next[field.number]) {
            write(json, field);
        }
    }

    /** Writes what is at the top, except groups that were written elsewhere. */
    void writeTop(JsonBuffer json, EcsField[] except) {
        for (EcsField field = firstChild[EcsField.ROOT.number]; field != null; field = next[field.number]) {
            if (!contains(except, field)) {
                write(json, field);
            }
        }
    }

    private static boolean contains(EcsField[] fields, EcsField wanted) {
        for (EcsField field : fields) {
            if (field == wanted) {
                return true;
            }
        }
        return false;
    }

    private void write(JsonBuffer json, EcsField field) {
        int node = nodes[field.number];
        if (node != JsonDocument.NONE) {
            json.key(field.key);
            values.write(json, field.type(), node);
            json.byteOf(',');
        } else {
            int start = json.open(field.key);
            writeMembers(json, field);
            enrich(json, field);
            json.close(start);
        }
    }

    /** Adds what is known besides the line, where the line itself says nothing of the kind. */
    private void enrich(JsonBuffer json, EcsField group) {
        if (group == SOURCE && enrichments.address() != null && !has(SOURCE_GEO) && !has(SOURCE_AS)) {
            enrich(json, enrichments.address(), get(SOURCE_IP));
        } else if (group == USER_AGENT && enrichments.userAgent() != null && isOriginalAlone()) {
            enrich(json, enrichments.userAgent(), get(USER_AGENT_ORIGINAL));
        }
    }

    private boolean isOriginalAlone() {
        EcsField first = firstChild[USER_AGENT.number];
        return first == USER_AGENT_ORIGINAL && next[first.number] == null;
    }

    private void enrich(JsonBuffer json, Enrichment enrichment, int node) {
        if (node != JsonDocument.NONE && document.kind(node) == JsonDocument.STRING) {
            int length = document.decode(node);
            enrichment.write(json, document.decoded(), 0, length);
        }
    }

    private void touch(EcsField field) {
        if (generations[field.number] == generation) {
            return;
        }
        generations[field.number] = generation;
        nodes[field.number] = JsonDocument.NONE;
        firstChild[field.number] = null;
        lastChild[field.number] = null;
        next[field.number] = null;
        if (field.parent != null) {
            touch(field.parent);
            EcsField last = lastChild[field.parent.number];
            if (last == null) {
                firstChild[field.parent.number] = field;
            } else {
                next[last.number] = field;
            }
            lastChild[field.parent.number] = field;
        }
    }
}
