// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import java.util.List;
import java.util.Map;

/**
 * What an erasure writes down, so that another process can go on with it and the ledger closes. What a call is given is on disk when it returns.
 * Safe for threads: all stores are worked on at once.
 */
public interface ErasureJournal {

    /**
     * Events are about to be deleted from a store. They are written down before: a crash in between names events that are deleted a moment later; the
     * other order could lose them.
     */
    void erasing(String store, List<ErasedEvent> events);

    /** Versions of the objects of a place that hold nothing to delete, by name. */
    Map<String, String> clean(String place);

    void clean(String place, Map<String, String> versions);
}
