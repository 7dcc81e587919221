// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.sluice.ingest.request.JsonBodies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads protobuf (<a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>) into the tree that the JSON form of the same
 * message would give, so that there is one way on from there.
 */
public final class ProtobufTree {

    private static final int MAX_DEPTH = 64;

    private final CodedInputStream in;

    private ProtobufTree(CodedInputStream in) {
        this.in = in;
    }

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if {@code bytes} is not such a message */
    public static ObjectNode read(byte[] bytes, ProtobufSchema schema) {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        try {
            return new ProtobufTree(in).message(schema, 0);
        } catch (IOException e) {
            throw notExpected(in);
        }
    }

    private ObjectNode message(ProtobufSchema schema, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw JsonBodies.broken("it is nested too deep");
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            ProtobufSchema.Field field = schema.field(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                skip(tag);
            } else {
                readValue(node, field, WireFormat.getTagWireType(tag), depth);
            }
        }
        return node;
    }

    private void readValue(ObjectNode node, ProtobufSchema.Field field, int wireType, int depth) throws IOException {
        if (wireType != wireTypeOf(field.kind())) {
            throw notExpected(in);
        }
        String name = field.name();
        switch (field.kind()) {
            case VARINT -> node.put(name, in.readRawVarint64());
            case BOOL -> node.put(name, in.readBool());
            case FIXED32 -> node.put(name, Integer.toUnsignedLong(in.readFixed32()));
            case FIXED64 -> node.put(name, Long.toUnsignedString(in.readFixed64()));
            case DOUBLE -> node.put(name, in.readDouble());
            // Not readString: bytes that are not UTF-8 become replacement characters, as everywhere else.
            case TEXT -> node.put(name, new String(in.readByteArray(), StandardCharsets.UTF_8));
            case HEX -> node.put(name, HexFormat.of().formatHex(in.readByteArray()));
            case BASE64 -> node.put(name, Base64.getEncoder().encodeToString(in.readByteArray()));
            case BYTES -> node.withArrayProperty(name).add(in.readByteArray());
            case MESSAGE -> {
                int outerLimit = in.pushLimit(in.readRawVarint32());
                ObjectNode inner = message(field.message(), depth + 1);
                in.popLimit(outerLimit);
                if (field.repeated()) {
                    node.withArrayProperty(name).add(inner);
                } else {
                    node.set(name, inner);
                }
            }
        }
    }

    /** Groups are long gone from protobuf, and nesting them would be free for a sender. */
    private void skip(int tag) throws IOException {
        int wireType = WireFormat.getTagWireType(tag);
        if (wireType == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
            throw notExpected(in);
        }
    }

    private static int wireTypeOf(ProtobufSchema.Kind kind) {
        return switch (kind) {
            case VARINT, BOOL -> WireFormat.WIRETYPE_VARINT;
            case FIXED32 -> WireFormat.WIRETYPE_FIXED32;
            case FIXED64, DOUBLE -> WireFormat.WIRETYPE_FIXED64;
            case TEXT, HEX, BASE64, BYTES, MESSAGE -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
        };
    }

    private static RuntimeException notExpected(CodedInputStream in) {
        return JsonBodies.broken(
                "it is not protobuf of the kind that is expected here, at byte " + in.getTotalBytesRead());
    }
}
