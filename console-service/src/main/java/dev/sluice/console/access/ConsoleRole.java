// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import java.util.Locale;

/** What somebody may do; each may do what those before it may. */
public enum ConsoleRole {
    /** Nothing. */
    NONE,
    /** Look. */
    VIEW,
    /** Replay and discard. */
    OPERATE;

    boolean covers(ConsoleRole other) {
        return compareTo(other) >= 0;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
