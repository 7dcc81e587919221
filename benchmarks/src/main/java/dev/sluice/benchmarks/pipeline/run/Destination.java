// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import java.util.function.Consumer;

/** Where a contestant's events come out. */
public interface Destination {

    /** A place in what has come out. */
    interface Mark {}

    /** The end of what has come out so far. */
    Mark mark();

    /** How many events have come out since then and can be read, or somewhat more; it stops growing when nothing comes any more. */
    long countSince(Mark mark);

    /** Reads all that has come out since then. */
    void readSince(Mark mark, Consumer<byte[]> events);

    /** Tells of each event that comes out from there on, as soon as it can be read, until it is closed. */
    Watch watch(Mark mark, Consumer<byte[]> events);

    /** Somebody who reads along. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Bytes that Kafka holds for the contestant. */
    long kafkaBytes();

    /** Throws away what has come out, as far as it is in the way. */
    void forget();
}
