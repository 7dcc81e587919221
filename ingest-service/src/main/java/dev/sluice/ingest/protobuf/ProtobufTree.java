// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.request.JsonBodies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads protobuf (<a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>) into the tree that the JSON form of the same message would
 * give, so that there is one way on from there.
 */
public final class ProtobufTree {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int DEEPEST = 64;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private int at;

    private ProtobufTree(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if {@code bytes} is not such a message */
    public static ObjectNode read(byte[] bytes, ProtobufSchema schema) {
        return new ProtobufTree(bytes).message(bytes.length, schema, 0);
    }

    private ObjectNode message(int end, ProtobufSchema schema, int depth) {
        if (depth > DEEPEST) {
            throw broken("it is nested too deep");
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        while (at < end) {
            long tag = varint(end);
            ProtobufSchema.Field field = schema.field((int) (tag >>> 3));
            int wireType = (int) tag & 7;
            if (field == null) {
                skip(wireType, end);
            } else {
                value(node, field, wireType, end, depth);
            }
        }
        return node;
    }

    private void value(ObjectNode node, ProtobufSchema.Field field, int wireType, int end, int depth) {
        String name = field.name();
        require(wireType == wireTypeOf(field.kind()));
        switch (field.kind()) {
            case VARINT -> node.put(name, varint(end));
            case BOOL -> node.put(name, varint(end) != 0);
            case FIXED64 -> node.put(name, Long.toUnsignedString(fixed64(end)));
            case DOUBLE -> node.put(name, Double.longBitsToDouble(fixed64(end)));
            case TEXT -> {
                int length = take(end);
                node.put(name, new String(bytes, at - length, length, UTF_8));
            }
            case HEX -> {
                int length = take(end);
                node.put(name, HexFormat.of().formatHex(bytes, at - length, at));
            }
            case BASE64 -> {
                int length = take(end);
                node.put(name, Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, at - length, at)));
            }
            case MESSAGE -> {
                int length = length(end);
                ObjectNode inner = message(at + length, field.message(), depth + 1);
                if (field.repeated()) {
                    node.withArrayProperty(name).add(inner);
                } else {
                    node.set(name, inner);
                }
            }
        }
    }

    private static int wireTypeOf(ProtobufSchema.Kind kind) {
        return switch (kind) {
            case VARINT, BOOL -> VARINT;
            case FIXED64, DOUBLE -> FIXED64;
            case TEXT, HEX, BASE64, MESSAGE -> DELIMITED;
        };
    }

    private void skip(int wireType, int end) {
        switch (wireType) {
            case VARINT -> varint(end);
            case FIXED64 -> fixed64(end);
            case DELIMITED -> take(end);
            case FIXED32 -> {
                require(end - at >= Integer.BYTES);
                at += Integer.BYTES;
            }
            default -> require(false);
        }
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            require(at < end);
            byte b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken("a number is too long");
    }

    private long fixed64(int end) {
        require(end - at >= Long.BYTES);
        long value = (long) LONG.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    private int length(int end) {
        long length = varint(end);
        require(length >= 0 && length <= end - at);
        return (int) length;
    }

    /** Passes a delimited value and returns its length. */
    private int take(int end) {
        int length = length(end);
        at += length;
        return length;
    }

    private void require(boolean condition) {
        if (!condition) {
            throw broken("it is not protobuf of the kind that is expected here, at byte " + at);
        }
    }

    private static RuntimeException broken(String why) {
        return JsonBodies.broken(why);
    }
}
