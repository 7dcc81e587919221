// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.corpus.LineRange;
import dev.sluice.benchmarks.pipeline.result.AgePercentiles;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** When the event of each line of a round could first be read; one thread writes, another reads afterwards. */
final class ArrivedLines implements Consumer<byte[]> {

    private final LineRange range;
    private final long[] nanos;

    ArrivedLines(LineRange range) {
        this.range = range;
        nanos = new long[range.count()];
    }

    @Override
    public synchronized void accept(byte[] event) {
        long number = LineCorpus.numberIn(event);
        if (range.contains(number) && nanos[(int) (number - range.first())] == 0) {
            nanos[(int) (number - range.first())] = System.nanoTime();
        }
    }

    /** Null if none has come. */
    synchronized AgePercentiles ages(GivenLines given) {
        double[] millis = LongStream.range(range.first(), range.end())
                .filter(number -> nanos[(int) (number - range.first())] != 0)
                .mapToDouble(number -> (nanos[(int) (number - range.first())] - given.nanosOf(number)) / 1e6)
                .toArray();
        return millis.length == 0 ? null : AgePercentiles.of(millis);
    }
}
