// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The sender of the request at hand. */
public final class CurrentSender {

    private CurrentSender() {}

    /** @throws IllegalStateException on a thread that serves no request */
    public static Sender get() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.getPrincipal() instanceof Sender sender) {
            return sender;
        }
        throw new IllegalStateException("no sender is known here: the request came past the security filter");
    }
}
