// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.JsonBuffer;

/** Writes values of a document as they were written. */
final class NodeWriter {

    private final DocumentText text;
    private final JsonNodes nodes;

    NodeWriter(DocumentText text, JsonNodes nodes) {
        this.text = text;
        this.nodes = nodes;
    }

    /** Writes a value with nothing behind it. */
    void write(JsonBuffer json, int node) {
        switch (nodes.kind(node)) {
            case JsonDocument.STRING -> writeText(json, node);
            case JsonDocument.OBJECT -> writeObject(json, node);
            case JsonDocument.ARRAY -> writeArray(json, node);
            default -> json.bytes(text.bytes, nodes.from(node), nodes.to(node));
        }
    }

    /** Writes the text of a scalar as a string with nothing behind it. */
    void writeText(JsonBuffer json, int node) {
        if (nodes.isPlain(node)) {
            json.plainQuoted(text.bytes, nodes.from(node), nodes.to(node));
        } else {
            json.encoded(text.bytes, nodes.from(node), nodes.to(node));
        }
    }

    private void writeObject(JsonBuffer json, int node) {
        json.byteOf('{');
        boolean first = true;
        for (int child = nodes.firstChild(node); child != JsonNodes.NONE; child = nodes.next(child)) {
            if (!nodes.isRepeated(child)) {
                if (!first) {
                    json.byteOf(',');
                }
                first = false;
                json.encoded(text.bytes, nodes.keyFrom(child), nodes.keyTo(child));
                json.byteOf(':');
                writeMember(json, child);
            }
        }
        json.byteOf('}');
    }

    /** Values of the same name become one array. */
    private void writeMember(JsonBuffer json, int node) {
        if (nodes.nextSame(node) == JsonNodes.NONE) {
            write(json, node);
            return;
        }
        json.byteOf('[');
        for (int same = node; same != JsonNodes.NONE; same = nodes.nextSame(same)) {
            if (same != node) {
                json.byteOf(',');
            }
            write(json, same);
        }
        json.byteOf(']');
    }

    private void writeArray(JsonBuffer json, int node) {
        json.byteOf('[');
        for (int child = nodes.firstChild(node); child != JsonNodes.NONE; child = nodes.next(child)) {
            if (child != nodes.firstChild(node)) {
                json.byteOf(',');
            }
            write(json, child);
        }
        json.byteOf(']');
    }
}
