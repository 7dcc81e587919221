// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import java.util.List;

/** Answers which pages are seen together with one, whichever instance has it. Thread-safe. */
public interface RelatedPages {

    /**
     * The {@code k} pages that were seen together with {@code path} most, the first the most; none for a page that nothing is known of.
     *
     * @param isForwarded whether another instance asks, which has looked up who has the page: it is not looked up again
     * @throws RelatedUnavailableException if nobody can say now: while partitions move, or the instance that has the page does not answer
     */
    List<Neighbours.Neighbour> of(String namespace, String path, int k, boolean isForwarded);
}
