// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** The sender of the request at hand. */
public final class CurrentSender {

    private CurrentSender() {}

    /** @throws IllegalStateException on a thread that serves no request */
    public static Sender get() {
        return find().orElseThrow(() ->
                new IllegalStateException("no sender is known here: the request came past the security filter"));
    }

    /** Empty where nobody is known to send. */
    static Optional<Sender> find() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof Sender sender
                ? Optional.of(sender)
                : Optional.empty();
    }
}
