// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

/** What somebody may do. Who may operate or capture may look, too; who may operate may not capture for that. */
public enum ConsoleRole {
    /** Look. */
    VIEW,
    /** Look at lines and events that pass just now, whoever sends them. */
    CAPTURE,
    /** Replay and discard. */
    OPERATE
}
