// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.engine.ByteSearch;

/** Where a part of a line is; empty until set. */
final class Slice {

    int from;
    int to;

    void clear() {
        from = -1;
        to = -1;
    }

    void set(int newFrom, int newTo) {
        from = newFrom;
        to = newTo;
    }

    boolean exists() {
        return from >= 0;
    }

    /** The slice's digits as a number; whoever set it has checked that they are digits. */
    long number(byte[] bytes) {
        return ByteSearch.number(bytes, from, to);
    }
}
