// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

/** What the parser does about its memory and its position: as the main code does, unless a test takes something out of it. */
interface ParserDecisions {

    /** As it is. */
    ParserDecisions MAIN = new ParserDecisions() {};

    /** Whether a fenced consumer starts anew, and does not go on behind the poll that failed. */
    default boolean startsAnewWhenFenced() {
        return true;
    }

    /** Whether a partition goes on from the committed offset after a rollback, and not from the poll that failed. */
    default boolean goesOnFromWhatIsCommitted() {
        return true;
    }

    /** Whether memory is dropped, and the position set back, before anything that can fail. */
    default boolean dropsMemoryBeforeItRecovers() {
        return true;
    }

    /** Whether memory is read again after a rollback. */
    default boolean readsMemoryAgain() {
        return true;
    }

    /** Whether the answer to the question for the committed offset waits for transactions that are pending on it. */
    default boolean waitsForPendingOffsets() {
        return true;
    }

    /** Whether the memory is read up to the end that an uncommitted reader sees. */
    default boolean readsUpToTheUncommittedEnd() {
        return true;
    }
}
