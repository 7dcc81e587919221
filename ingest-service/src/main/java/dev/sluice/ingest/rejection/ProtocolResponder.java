// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import jakarta.servlet.http.HttpServletRequest;

/** Puts the rejection of a request into the words of its protocol: which requests are of that protocol, and the answer to what was rejected there. */
public interface ProtocolResponder {

    /** Whether the request is of this protocol, by its path and what else tells it from others. */
    boolean owns(HttpServletRequest request);

    /** Whether this one answers only for requests that no other owns. */
    default boolean isLast() {
        return false;
    }

    /** The answer to a request of this protocol that was rejected by its receiver or on the way to it. */
    Reply reject(RequestRejectedException rejection, HttpServletRequest request);
}
