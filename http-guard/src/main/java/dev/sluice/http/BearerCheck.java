// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;

/**
 * Whether a request may ask what only people and other services of the same pipeline may: on loopback everybody, unless there is a token; elsewhere
 * only who presents it.
 */
public final class BearerCheck {

    private static final String BEARER = "Bearer ";

    private final String token;
    private final boolean loopback;

    /** What there is to say. */
    public enum Verdict {
        ALLOWED,
        /** Others than this machine reach the service, and there is no token that they could present. */
        NO_TOKEN_SET,
        WRONG_TOKEN
    }

    /**
     * @param token or null if there is none
     * @param loopback whether only this machine reaches the service
     */
    public BearerCheck(String token, boolean loopback) {
        this.token = token;
        this.loopback = loopback;
    }

    /** Looks into {@code Authorization: Bearer} and {@code X-Api-Key}. */
    public Verdict check(HttpServletRequest request) {
        if (token == null) {
            return loopback ? Verdict.ALLOWED : Verdict.NO_TOKEN_SET;
        }
        String presented = presented(request);
        boolean right = presented != null && MessageDigest.isEqual(presented.getBytes(UTF_8), token.getBytes(UTF_8));
        return right ? Verdict.ALLOWED : Verdict.WRONG_TOKEN;
    }

    private static String presented(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : request.getHeader("X-Api-Key");
    }
}
