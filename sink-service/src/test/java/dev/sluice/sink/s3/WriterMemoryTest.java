// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.s3.WriterMemory.Share;
import org.junit.jupiter.api.Test;

class WriterMemoryTest {

    private final WriterMemory memory = new WriterMemory(100);
    private final Share small = memory.share();
    private final Share big = memory.share();

    @Test
    void nothingIsFreedBelowTheBound() {
        small.add(40);
        big.add(59);
        assertThat(memory.isFull()).isFalse();
        assertThat(big.isToBeFreed()).isFalse();
    }

    @Test
    void atTheBoundTheRangeThatHoldsMostIsFreed() {
        small.add(40);
        big.add(60);
        assertThat(memory.isFull()).isTrue();
        assertThat(big.isToBeFreed()).isTrue();
        assertThat(small.isToBeFreed()).isFalse();
    }

    @Test
    void whatIsGivenBackIsThereForOthersAndOnce() {
        small.add(40);
        big.add(60);
        big.giveBack();
        big.giveBack();
        assertThat(memory.used()).isEqualTo(40);
        small.add(60);
        assertThat(small.isToBeFreed()).isTrue();
    }

    @Test
    void whoHoldsNothingHasNothingToFree() {
        WriterMemory none = new WriterMemory(0);
        assertThat(none.share().isToBeFreed()).isFalse();
    }
}
