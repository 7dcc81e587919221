// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.files.FileId;
import java.time.Clock;

/** When a file was last changed, where a later change is sure to show another time. */
final class Settled {

    /** Clocks of file systems tick every few milliseconds: two changes within a tick have one time. */
    private static final long NANOS = 30_000_000;

    /** The time of {@code look}, or {@link FilePlace#UNKNOWN} if the file was changed just now. */
    static long time(FileId.Look look, Clock clock) {
        return clock.millis() * 1_000_000 - look.modified() < NANOS ? FilePlace.UNKNOWN : look.modified();
    }

    private Settled() {}
}
