// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import java.io.Closeable;
import java.io.IOException;

/** Writes events to one file. */
public interface EventWriter extends Closeable {

    /**
     * @param timestamp the event's time, epoch milliseconds
     * @param json one JSON object, UTF-8, without a line break
     * @throws NotAnEvent if it cannot be written in this format, and nothing was
     */
    void write(long timestamp, byte[] json) throws IOException, NotAnEvent;

    /** Bytes that the file has now, about: what a compressor still holds back is not counted. */
    long size();

    /** Bytes of memory that the writer takes until it is closed, about. */
    long memory();
}
