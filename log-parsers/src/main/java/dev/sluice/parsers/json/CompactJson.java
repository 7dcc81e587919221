// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import dev.sluice.parsers.engine.JsonBuffer;

/** Brings JSON of others into the form in which events are written: valid, without blanks, each name of an object once. Not thread-safe. */
public final class CompactJson {

    private static final int MAX_DEPTH = 32;
    private static final int KEPT_BYTES = 1 << 16;
    private static final int KEPT_NODES = 1 << 12;

    private final JsonDocument document = new JsonDocument(MAX_DEPTH);
    private final JsonBuffer json = new JsonBuffer();

    /** The object that fills [from, to); null where it holds something else, or is nested deeper than 32. */
    public byte[] object(byte[] text, int from, int to) {
        int root = document.read(text, from, to);
        if (root == JsonDocument.NONE || document.kind(root) != JsonDocument.OBJECT) {
            return null;
        }
        json.reset();
        document.write(json, root);
        document.shrink(KEPT_BYTES, KEPT_NODES);
        return json.toByteArray();
    }
}
