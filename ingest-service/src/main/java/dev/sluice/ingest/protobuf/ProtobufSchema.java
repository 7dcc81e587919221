// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.protobuf;

import java.util.HashMap;
import java.util.Map;

/** A protobuf message, as far as it is read: field numbers, and the names that the JSON form has for them. */
public final class ProtobufSchema {

    /** How a field is encoded, and what becomes of it. */
    public enum Kind {
        TEXT,
        /** Bytes that the JSON form writes in hexadecimal. */
        HEX,
        BASE64,
        /** Bytes as they are, which the JSON form does not have: a message to be read later, or not at all. */
        BYTES,
        VARINT,
        BOOL,
        /** A 64-bit number; as text, since JSON numbers are not exact so far. */
        FIXED64,
        FIXED32,
        DOUBLE,
        MESSAGE
    }

    /** @param message of a field that is one, else null */
    record Field(String name, Kind kind, ProtobufSchema message, boolean repeated) {}

    private final Map<Integer, Field> fields = new HashMap<>();

    /** The field of that number, or null: unknown ones are skipped. */
    Field field(int number) {
        return fields.get(number);
    }

    /** Adds a field of text. */
    public ProtobufSchema text(int number, String name) {
        return with(number, name, Kind.TEXT);
    }

    /** Adds a field. */
    public ProtobufSchema with(int number, String name, Kind kind) {
        fields.put(number, new Field(name, kind, null, false));
        return this;
    }

    /** Adds a field that is a message. */
    public ProtobufSchema message(int number, String name, ProtobufSchema message) {
        fields.put(number, new Field(name, Kind.MESSAGE, message, false));
        return this;
    }

    /** Adds a field that is any number of messages, which are left as bytes: so that one that cannot be read spoils no other. */
    public ProtobufSchema repeatedBytes(int number, String name) {
        fields.put(number, new Field(name, Kind.BYTES, null, true));
        return this;
    }

    /** Adds a field that is any number of messages. */
    public ProtobufSchema repeated(int number, String name, ProtobufSchema message) {
        fields.put(number, new Field(name, Kind.MESSAGE, message, true));
        return this;
    }
}
