// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadBufferTest {

    private final PayloadBuffer buffer = new PayloadBuffer();

    @Test
    void growsToTheLimitAndNotBeyond() {
        buffer.grow(20_000);
        assertThat(buffer.bytes).hasSize(16 * 1024);

        buffer.grow(20_000);
        assertThat(buffer.bytes).hasSize(20_000);
    }

    @Test
    void keepsUsualMemoryAndGivesTheRestBack() {
        buffer.reset(50_000);
        buffer.shrink(50_000);
        assertThat(buffer.bytes).hasSize(50_000);

        buffer.shrink(49_999);
        assertThat(buffer.bytes).isEmpty();
    }
}
