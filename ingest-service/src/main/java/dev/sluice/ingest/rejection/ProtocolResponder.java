// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import jakarta.servlet.http.HttpServletRequest;

/** Puts the rejection of a request into the words of its protocol: the paths of that protocol, and the answer to what was rejected there. */
public interface ProtocolResponder {

    /** Whether requests to that path are of this protocol. */
    boolean owns(String path);

    /** Whether this one answers only for paths that no other owns. */
    default boolean isLast() {
        return false;
    }

    /** The answer to a request of this protocol that was rejected by its receiver or on the way to it. */
    Reply reject(RequestRejectedException rejection, HttpServletRequest request);
}
