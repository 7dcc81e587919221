// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.io.api.Binary;

/**
 * Texts one after the other, each with its length before it: what Parquet calls PLAIN, both for values and for dictionaries. A text's place is
 * where its length stands.
 */
final class PlainTexts {

    private static final VarHandle LENGTH = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL_BYTES = 1 << 10;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    /** Bytes that they take. */
    int size() {
        return size;
    }

    /** Returns the text's place. */
    int add(byte[] text, int from, int length) {
        int place = size;
        int end = Math.addExact(place + Integer.BYTES, length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        LENGTH.set(bytes, place, length);
        System.arraycopy(text, from, bytes, place + Integer.BYTES, length);
        size = end;
        return place;
    }

    /** Adds a text of others. */
    int add(PlainTexts others, int place) {
        return add(others.bytes, place + Integer.BYTES, others.length(place));
    }

    boolean equals(int place, Utf8Slice text) {
        int from = place + Integer.BYTES;
        return length(place) == text.length()
                && Arrays.equals(
                        bytes, from, from + text.length(), text.bytes(), text.from(), text.from() + text.length());
    }

    /** The places of the least and the greatest text, as Parquet orders them: by their bytes without sign. */
    record Range(int least, int greatest) {}

    /** Of all texts; there must be some. */
    Range range() {
        return range(IntStream.iterate(0, place -> place < size, place -> place + Integer.BYTES + length(place)));
    }

    /** Of the texts at those places; there must be some. */
    Range range(IntStream places) {
        int least = -1;
        int greatest = -1;
        for (PrimitiveIterator.OfInt each = places.iterator(); each.hasNext(); ) {
            int place = each.nextInt();
            least = least < 0 || compare(place, least) < 0 ? place : least;
            greatest = greatest < 0 || compare(place, greatest) > 0 ? place : greatest;
        }
        return new Range(least, greatest);
    }

    private int compare(int place, int other) {
        int from = place + Integer.BYTES;
        int otherFrom = other + Integer.BYTES;
        return Arrays.compareUnsigned(bytes, from, from + length(place), bytes, otherFrom, otherFrom + length(other));
    }

    Binary copy(int place) {
        int from = place + Integer.BYTES;
        return Binary.fromConstantByteArray(Arrays.copyOfRange(bytes, from, from + length(place)));
    }

    /** All of them; good until the next change. */
    BytesInput all() {
        return BytesInput.from(bytes, 0, size);
    }

    void clear() {
        size = 0;
    }

    private int length(int place) {
        return (int) LENGTH.get(bytes, place);
    }
}
