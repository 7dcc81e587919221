// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.util.Optional;

/** Finds out who sends a request. */
final class SenderLookup {

    private final Tokens tokens;
    private final byte[] viewToken;

    /** Who is found without one of the tokens: the viewer where tokens are asked for, everybody where they are not. */
    private final Sender other;

    private SenderLookup(Tokens tokens, String viewToken, Sender other) {
        this.tokens = tokens;
        this.viewToken = viewToken == null ? null : viewToken.getBytes(UTF_8);
        this.other = other;
    }

    /**
     * @param viewToken of {@code viewer}; null where there is none
     */
    static SenderLookup byToken(Tokens tokens, String viewToken, Sender viewer) {
        return new SenderLookup(tokens, viewToken, viewer);
    }

    static SenderLookup anonymous(Sender sender) {
        return new SenderLookup(null, null, sender);
    }

    /** The sender; empty if a token is asked for, and the request has none that is known. */
    Optional<Sender> find(HttpServletRequest request) {
        return tokens == null ? Optional.of(other) : Credentials.of(request).flatMap(this::find);
    }

    private Optional<Sender> find(String presented) {
        return isViewToken(presented) ? Optional.of(other) : tokens.find(presented);
    }

    /** In a time that does not depend on where they differ. */
    private boolean isViewToken(String presented) {
        return viewToken != null && MessageDigest.isEqual(viewToken, presented.getBytes(UTF_8));
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
