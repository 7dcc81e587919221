// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ParseOutput;
import org.openjdk.jmh.infra.Blackhole;

/** Takes what a parser makes, and counts it: a parser that loses lines would be fast. */
final class CountingSink implements ParseOutput {

    private final Blackhole blackhole;
    private int count;

    CountingSink(Blackhole blackhole) {
        this.blackhole = blackhole;
    }

    @Override
    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
        blackhole.consume(json[to - 1]);
        count++;
    }

    @Override
    public void dropped(String rule, DataStream dataStream, long line) {
        count++;
    }

    @Override
    public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
        throw new IllegalStateException("line " + line + ": " + message);
    }

    /** Starts to count anew. */
    void check() {
        if (count != LineBenchmark.LINES) {
            throw new IllegalStateException("expected " + LineBenchmark.LINES + " events, got " + count);
        }
        count = 0;
    }
}
