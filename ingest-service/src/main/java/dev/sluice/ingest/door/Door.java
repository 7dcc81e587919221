// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.door;

import dev.sluice.ingest.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;

/** One protocol. Its controller throws a {@link Refusal} for whatever it does not take; the door says it in the protocol's words. */
public interface Door {

    /** Whether requests to that path are this door's. */
    boolean owns(String path);

    /** Whether this door speaks only for paths that no other owns. */
    default boolean isLast() {
        return false;
    }

    /** The answer to a request of this door that was refused, there or on the way to it. */
    Reply refuse(Refusal refusal, HttpServletRequest request);
}
