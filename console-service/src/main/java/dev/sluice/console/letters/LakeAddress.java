// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The sink that is asked in which objects of the lake events are.
 *
 * @param uri where it answers
 * @param token its sluice.sink.s3.lookup.token, if it has one
 * @param timeout longest time that an answer may take
 */
@ConfigurationProperties("sluice.console.lake")
public record LakeAddress(
        @DefaultValue("http://127.0.0.1:8082") URI uri,
        String token,
        @DefaultValue("60s") Duration timeout) {

    public LakeAddress {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("sluice.console.lake.timeout must be positive, was " + timeout);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "LakeAddress[uri=" + uri + "]";
    }
}
