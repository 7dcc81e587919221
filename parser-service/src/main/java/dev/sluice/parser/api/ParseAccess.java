// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import dev.sluice.http.BearerCheck;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;

/** Who may ask: on loopback everybody, unless there is a token; elsewhere only who presents it. */
final class ParseAccess {

    private final BearerCheck bearer;

    /** @param token or null if there is none */
    ParseAccess(String token, boolean loopback) {
        bearer = new BearerCheck(token, loopback);
    }

    /** @throws ParseRefusedException with 401 or 403 */
    void check(HttpServletRequest request) {
        switch (bearer.check(request)) {
            case ALLOWED -> {
                // Go on.
            }
            case NO_TOKEN_SET ->
                throw new ParseRefusedException(
                        HttpStatus.FORBIDDEN,
                        "others than this machine reach this service, so that it asks for a token here: set"
                                + " sluice.parser.api.token");
            case WRONG_TOKEN ->
                throw new ParseRefusedException(
                        HttpStatus.UNAUTHORIZED,
                        "the token of sluice.parser.api.token must be in X-Api-Key, or in Authorization after Bearer");
        }
    }
}
