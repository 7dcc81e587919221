// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.time.Duration;

/**
 * How files are looked at.
 *
 * @param poll how often open files are asked for their size
 * @param scan how often folders are listed even if nothing was heard of them
 * @param rotatedIdle how long a file that was rotated away or deleted is kept open after it last grew
 * @param forget how long the position in a file that is gone is remembered, for its compressed copy may yet turn up
 * @param openFiles most files held open; those without news are closed first
 */
public record FollowSettings(Duration poll, Duration scan, Duration rotatedIdle, Duration forget, int openFiles) {}
