// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class DiskReserveTest {

    private static final long MEGABYTE = 1 << 20;
    private static final String FULL =
            "the disk of /data is full: 99 MB are free and 100 MB are kept free (--min-free); free some space";

    private final AtomicLong free = new AtomicLong(200 * MEGABYTE);
    private final DiskReserve disk = new DiskReserve(Path.of("/data"), DataSize.ofMegabytes(100), free::get);
    private final List<Optional<String>> told = new ArrayList<>();

    @Test
    void saysOnceWhenWritingPausesAndOnceWhenItGoesOn() {
        disk.addListener(told::add);
        for (long megabytes : List.of(101, 99, 98, 105, 111, 105)) {
            free.set(megabytes * MEGABYTE);
            disk.look();
        }

        assertThat(told).containsExactly(Optional.of(FULL), Optional.empty());
        assertThat(disk.reason()).isEmpty();
    }

    @Test
    void goesOnOnlyWithATenthMoreThanItPausedAt() {
        free.set(99 * MEGABYTE);
        disk.look();
        free.set(109 * MEGABYTE);
        disk.look();

        assertThat(disk.reason()).contains(FULL);
    }

    @Test
    void tellsAListenerThatComesLate() {
        free.set(99 * MEGABYTE);
        disk.look();
        disk.addListener(told::add);

        assertThat(told).containsExactly(Optional.of(FULL));
    }

    @Test
    void aStartNeedsSpace() {
        disk.require();
        free.set(99 * MEGABYTE);

        assertThatThrownBy(disk::require)
                .isInstanceOf(StandaloneException.class)
                .hasMessage(FULL + " or choose another folder with --data");
    }
}
