// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import java.util.List;
import java.util.Map;

/** What the sink decides: as the main code does, unless a test takes something out of it. */
interface SendDecisions {

    /** As it is. */
    SendDecisions MAIN = new SendDecisions() {};

    default boolean isFateUnknown(SendWindow window, long offset) {
        return window.isFateUnknown(offset);
    }

    default boolean maySend(SendWindow window, long end, long now) {
        return window.maySend(end, now);
    }

    /** @param finished whether the member gives the partition back and has nothing on its way */
    default SendWatermark.Mark commit(SendWatermark.Mark wish, boolean finished) {
        return wish;
    }

    default List<Document> asKnown(List<Document> documents, boolean owned) {
        return RolloverDecision.asKnown(documents, owned);
    }

    default Map<String, List<Document>> suspects(
            List<Document> documents, List<ItemResult> items, Map<String, String> writeIndices) {
        return RolloverDecision.suspects(documents, items, writeIndices);
    }

    /** Whether a request that nobody waits for any more is not executed later: Elasticsearch is told so by {@code timeout=}. */
    default boolean dropsWhatIsGivenUp() {
        return true;
    }

    /** Whether it is asked once more, right before sending, if the partition is still its own. */
    default boolean asksBeforeSending() {
        return true;
    }

    /** Whether a member that gives the partition back has no request on its way any more. */
    default boolean leavesOnlyWhenDone() {
        return true;
    }

    /** Whether a bulk counts as done when it is answered, and not when it is sent. */
    default boolean waitsForTheAnswer() {
        return true;
    }
}
