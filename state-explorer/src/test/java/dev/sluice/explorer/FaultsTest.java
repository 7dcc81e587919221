// SPDX-License-Identifier: Apache-2.0
package dev.sluice.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FaultsTest {

    private enum Fault {
        CRASH,
        PAUSE,
        LOSS
    }

    @Test
    void eachKindMayHappenOnceAndSomeMoreOften() {
        Faults faults = Faults.of(4, Fault.class, Fault.PAUSE);

        assertThat(faults.without(Fault.CRASH).may(Fault.CRASH)).isFalse();
        assertThat(faults.without(Fault.CRASH).may(Fault.LOSS)).isTrue();
        assertThat(faults.without(Fault.PAUSE).may(Fault.PAUSE)).isTrue();
        assertThat(faults.without(Fault.PAUSE).without(Fault.PAUSE).may(Fault.PAUSE))
                .isFalse();
    }

    /** And states that differ only in what could have happened are one. */
    @Test
    void whenAsManyHaveHappenedAsMayNoneMayAnyMore() {
        Faults one = Faults.of(1, Fault.class);
        Faults two = Faults.of(2, Fault.class);

        assertThat(one.without(Fault.CRASH)).isEqualTo(Faults.of(0, Fault.class));
        assertThat(one.without(Fault.CRASH).may(Fault.LOSS)).isFalse();
        assertThat(two.without(Fault.CRASH).may(Fault.LOSS)).isTrue();
        assertThat(two.without(Fault.CRASH).without(Fault.LOSS)).isEqualTo(one.without(Fault.PAUSE));
    }
}
