// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.time.Duration;
import java.util.List;

/**
 * How files are looked at.
 *
 * @param poll how often open files are asked for their size
 * @param scan how often folders are listed even if nothing was heard of them
 * @param rotatedIdle how long a file that was rotated away or deleted is kept open after it last grew
 * @param forget how long the position in a file that is gone is remembered, for its compressed copy may yet turn up
 * @param openFiles most files held open, if the system allows as many; those without news are closed first
 * @param verify up to this length all that was read of a file is compared when the file is met again; of a longer one, parts are
 * @param damagedAfter how long a compressed file that ends too early is not written before it is taken for damaged
 * @param linksInside folders that links may lead into; if there are none, all for most users, and the usual ones for root
 */
public record FollowSettings(
        Duration poll,
        Duration scan,
        Duration rotatedIdle,
        Duration forget,
        int openFiles,
        long verify,
        Duration damagedAfter,
        List<String> linksInside) {

    public FollowSettings {
        linksInside = List.copyOf(linksInside);
    }
}
