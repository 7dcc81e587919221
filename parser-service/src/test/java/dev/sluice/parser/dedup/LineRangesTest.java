// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parser.dedup.LineRanges.Range;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineRangesTest {

    private final LineRanges ranges = new LineRanges();

    @Test
    void aRangeIsNewOnce() {
        assertThat(ranges.add(0, 10)).containsExactly(new Range(0, 10));
        assertThat(ranges.add(0, 10)).isEmpty();
        assertThat(ranges.add(2, 5)).isEmpty();
    }

    @Test
    void rangesThatTouchBecomeOne() {
        ranges.add(0, 10);
        ranges.add(20, 30);
        assertThat(ranges).hasToString("0-10,20-30");

        assertThat(ranges.add(5, 25)).containsExactly(new Range(10, 20));
        assertThat(ranges).hasToString("0-30");
    }

    @Test
    void theEmptyRangeChangesNothing() {
        assertThat(ranges.add(5, 5)).isEmpty();
        assertThat(ranges).hasToString("");
    }

    @Test
    void twoSetsBecomeOneAndStayWhatTheyWere() {
        ranges.add(0, 10);
        ranges.add(20, 30);
        LineRanges others = LineRanges.parse("5-15,40-50");

        assertThat(ranges.with(others)).hasToString("0-15,20-30,40-50");
        assertThat(ranges).hasToString("0-10,20-30");
        assertThat(others).hasToString("5-15,40-50");
    }

    @Test
    void behavesAsASetOfNumbers() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            LineRanges tested = new LineRanges();
            BitSet model = new BitSet();
            for (int i = 0; i < 30; i++) {
                int from = random.nextInt(100);
                int to = from + random.nextInt(20);
                BitSet expected = new BitSet();
                expected.set(from, to);
                expected.andNot(model);
                BitSet added = new BitSet();
                tested.add(from, to).forEach(range -> added.set((int) range.from(), (int) range.to()));
                model.set(from, to);
                assertThat(added).isEqualTo(expected);
                if (!model.isEmpty()) {
                    assertThat(LineRanges.parse(tested.toString())).hasToString(tested.toString());
                }
            }
        }
    }
}
