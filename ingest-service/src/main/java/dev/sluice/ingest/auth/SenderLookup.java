// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Finds out who sends a request. */
final class SenderLookup {

    private final Tokens tokens;
    private final Sender anonymous;

    private SenderLookup(Tokens tokens, Sender anonymous) {
        this.tokens = tokens;
        this.anonymous = anonymous;
    }

    static SenderLookup byToken(Tokens tokens) {
        return new SenderLookup(tokens, null);
    }

    static SenderLookup anonymous(Sender sender) {
        return new SenderLookup(null, sender);
    }

    /** The sender; empty if a token is asked for, and the request has none that is known. */
    Optional<Sender> find(HttpServletRequest request) {
        return tokens == null ? Optional.of(anonymous) : Credentials.of(request).flatMap(tokens::find);
    }

    /** The name in the request's token if there is a token of that name, whatever the secret. */
    Optional<String> knownName(HttpServletRequest request) {
        return tokens == null ? Optional.empty() : Credentials.of(request).flatMap(tokens::knownName);
    }

    /** Where they come from; empty where none are asked for. */
    Optional<Tokens> tokens() {
        return Optional.ofNullable(tokens);
    }
}
