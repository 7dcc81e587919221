// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/** Finds the token in a request, wherever the protocol has it. */
final class Credentials {

    private static final String API_KEY = "X-Api-Key";
    private static final String FIREHOSE = "X-Amz-Firehose-Access-Key";

    private Credentials() {}

    /** The presented token, as it is; empty if there is none. */
    static Optional<String> of(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return ofAuthorization(authorization.strip());
        }
        String key = request.getHeader(API_KEY);
        return Optional.ofNullable(key == null ? request.getHeader(FIREHOSE) : key);
    }

    private static Optional<String> ofAuthorization(String authorization) {
        int space = authorization.indexOf(' ');
        if (space < 0) {
            return Optional.of("");
        }
        String value = authorization.substring(space + 1).strip();
        return switch (authorization.substring(0, space).toLowerCase(Locale.ROOT)) {
            case "bearer", "splunk" -> Optional.of(value);
            // The user is for the client; Elasticsearch's API keys are id and key in the same form.
            case "basic", "apikey" -> Optional.of(secondOf(value));
            default -> Optional.of("");
        };
    }

    private static String secondOf(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
