// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import java.io.Closeable;
import java.io.IOException;

/** Writes events to one file. */
interface EventWriter extends Closeable {

    /** @param json one JSON object, UTF-8, without a line break */
    void write(byte[] json) throws IOException;

    /** Bytes that the file has now, about: what a compressor still holds back is not counted. */
    long size();
}
