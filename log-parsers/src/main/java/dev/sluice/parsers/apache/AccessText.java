// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;

/** Writes fields of an access log's line as text, httpd's escapes undone. Not thread-safe. */
final class AccessText {

    private final AccessLine fields;
    private final Unescaper item = new Unescaper();

    AccessText(AccessLine fields) {
        this.fields = fields;
    }

    /** Writes field number {@code field}. */
    void write(JsonBuffer json, Key key, byte[] bytes, int field) {
        if (fields.isPlain(field)) {
            json.plain(key, bytes, fields.start(field), fields.end(field));
        } else if (fields.isEscaped(field)) {
            item.unescape(bytes, fields.start(field), fields.end(field));
            json.string(key, item.bytes(), 0, item.length());
        } else {
            json.string(key, bytes, fields.start(field), fields.end(field));
        }
    }

    /** Writes [from, to) as an element of an array. */
    void writeElement(JsonBuffer json, byte[] bytes, int from, int to) {
        item.unescape(bytes, from, to);
        json.element(item.bytes(), 0, item.length());
    }

    /** Field number {@code field} with its escapes undone; overwritten by the next call of any method. */
    Unescaper unescaped(byte[] bytes, int field) {
        item.unescape(bytes, fields.start(field), fields.end(field));
        return item;
    }

    long number(byte[] bytes, int field) {
        return ByteSearch.number(bytes, fields.start(field), fields.end(field));
    }
}
