// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.parse;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The parser that is asked what lines become.
 *
 * @param uri where it answers
 * @param token its sluice.parser.api.token, if it has one
 * @param timeout longest time that an answer may take
 */
@ConfigurationProperties("sluice.console.parser")
public record ParserAddress(
        @DefaultValue("http://127.0.0.1:8081") URI uri,
        String token,
        @DefaultValue("30s") Duration timeout) {

    public ParserAddress {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("sluice.console.parser.timeout must be positive, was " + timeout);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ParserAddress[uri=" + uri + "]";
    }
}
