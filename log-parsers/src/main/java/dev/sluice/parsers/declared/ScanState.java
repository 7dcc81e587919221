// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/** How far a scan is, and whether something else could have been right on the way. */
final class ScanState {

    final Captures captures;

    /** Where the text begins. */
    final int from;

    /** Whether a choice was made that could have been made otherwise. */
    boolean choice;

    /** Whether the scan gave up: only the engine that tries all choices can say. */
    boolean isUnsure;

    /** The furthest place that did not fit. */
    int furthest;

    ScanState(Captures captures, int from) {
        this.captures = captures;
        this.from = from;
        furthest = from;
    }

    int no(int at) {
        furthest = Math.max(furthest, at);
        return ScanNode.NO;
    }

    int unsure() {
        isUnsure = true;
        return ScanNode.NO;
    }

    void forget(int[] slots) {
        for (int slot : slots) {
            captures.remove(slot);
        }
    }
}
