// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import java.io.Closeable;

/** Compresses bodies into a buffer that is used again. Not thread-safe. */
interface BodyEncoder extends Closeable {

    /** Compresses; the result is in {@link #bytes}, from its start, until the next call. */
    void compress(byte[] bytes, int from, int count);

    byte[] bytes();

    int length();

    @Override
    void close();
}
