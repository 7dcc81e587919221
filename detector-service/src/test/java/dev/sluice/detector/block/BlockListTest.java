// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.rule.AddressRange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockListTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final BlockList list = new BlockList(
            Duration.ofHours(1), List.of(AddressRange.parse("10.0.0.0/8")), 2, 73, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void anAddressIsBlockedForAWhileAfterItsLastAlert() {
        alerted("192.0.2.1", NOW.minusSeconds(3599));
        alerted("192.0.2.2", NOW.minusSeconds(3600));

        assertThat(list.entries()).extracting(BlockList.Entry::address).containsExactly("192.0.2.1");
    }

    @Test
    void whoIsAllowedOrHarmlessOrNoAddressIsNever() {
        alerted("10.1.2.3", NOW);
        alerted("host.example", NOW);
        list.alerted("192.0.2.1", 72, NOW, "r", "a");

        assertThat(list.entries()).isEmpty();
    }

    @Test
    void theLatestWinAtTheCap() {
        alerted("192.0.2.1", NOW.minusSeconds(30));
        alerted("192.0.2.2", NOW.minusSeconds(20));
        alerted("192.0.2.3", NOW.minusSeconds(10));

        assertThat(list.entries()).extracting(BlockList.Entry::address).containsExactly("192.0.2.2", "192.0.2.3");
    }

    @Test
    void formats() {
        alerted("2001:db8::1", NOW);

        assertThat(BlockListFormat.named("nginx").write(list.entries(), true)).isEqualTo("deny 2001:db8::1;\n");
        assertThat(BlockListFormat.named("apache").write(list.entries(), true))
                .isEqualTo("Require not ip 2001:db8::1\n");
        assertThat(BlockListFormat.named("text").write(list.entries(), false))
                .contains("\n# 2001:db8::1\n")
                .startsWith("# dry run");
        assertThat(BlockListFormat.named("json").write(list.entries(), true))
                .isEqualTo(
                        "{\"enabled\":true,\"blocked\":[{\"address\":\"2001:db8::1\",\"until\":\"2026-11-28T13:00:00Z\",\"rule\":\"r\",\"alert\":\"a\"}]}\n");
    }

    private void alerted(String address, Instant at) {
        list.alerted(address, 73, at, "r", "a");
    }
}
