// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

/** In what a stream's position lies, where that is not the start of a line. */
public enum LinePosition {
    NOTHING,
    /** In a line that is longer than the limit, or whose start was left out: the rest of it is passed over. */
    LONG_LINE,
    /** In a line that was sent before its end came: the rest of it is set aside. */
    SENT_LINE
}
