// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.parsers.engine.JsonBuffer;
import java.util.Arrays;

/** Members of an object, encoded, by the bytes of the value that they are about. Bounded: what was used least goes first. Thread-safe. */
final class EnrichmentCache {

    private final Cache<Value, byte[]> members;

    /** @param size most values that are remembered */
    EnrichmentCache(long size) {
        members = Caffeine.newBuilder().maximumSize(size).build();
    }

    /** Finds the members that are not remembered. */
    @FunctionalInterface
    interface Lookup {

        /** The members, each with a comma behind it, to be remembered; null where nothing could be found out this time. */
        byte[] of(byte[] value);
    }

    void write(JsonBuffer json, byte[] bytes, int from, int to, Lookup lookup) {
        Value value = new Value(bytes, from, to);
        byte[] found = members.getIfPresent(value);
        if (found == null) {
            // The bytes are the line's, and overwritten soon.
            byte[] own = Arrays.copyOfRange(bytes, from, to);
            found = lookup.of(own);
            if (found == null) {
                return;
            }
            members.put(new Value(own, 0, own.length), found);
        }
        json.bytes(found);
    }

    /** A slice that is equal to others of the same bytes. */
    private static final class Value {

        private final byte[] bytes;
        private final int from;
        private final int to;
        private final int hash;

        Value(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            int sum = 1;
            for (int i = from; i < to; i++) {
                sum = 31 * sum + bytes[i];
            }
            hash = sum;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value value
                    && hash == value.hash
                    && Arrays.equals(bytes, from, to, value.bytes, value.from, value.to);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
