// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Who may ask: on loopback everybody, unless there is a token; elsewhere only who presents it. */
final class ParseAccess {

    private static final String BEARER = "Bearer ";

    private final String token;
    private final boolean loopback;

    /** @param token or null if there is none */
    ParseAccess(String token, boolean loopback) {
        this.token = token;
        this.loopback = loopback;
    }

    /** @throws ParseRefusedException with 401 or 403 */
    void check(HttpServletRequest request) {
        if (token == null && loopback) {
            return;
        }
        if (token == null) {
            throw new ParseRefusedException(
                    HttpStatus.FORBIDDEN,
                    "others than this machine reach this service, so that it asks for a token here: set"
                            + " sluice.parser.api.token");
        }
        String presented = presented(request);
        if (presented == null || !MessageDigest.isEqual(presented.getBytes(UTF_8), token.getBytes(UTF_8))) {
            throw new ParseRefusedException(
                    HttpStatus.UNAUTHORIZED,
                    "the token of sluice.parser.api.token must be in X-Api-Key, or in Authorization after Bearer");
        }
    }

    private static String presented(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : request.getHeader("X-Api-Key");
    }
}
