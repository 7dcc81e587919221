// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.search;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The Elasticsearch that is searched.
 *
 * @param uri where it answers
 * @param index what is searched; data streams, with wildcards
 * @param username and password, or apiKey, where it asks who we are; to read is enough
 * @param password see username
 * @param apiKey encoded, as Elasticsearch returned it
 * @param sslBundle Spring Boot's SSL bundle with the certificate authority to trust, if it is none that Java knows
 * @param timeout longest time that a search may take
 */
@ConfigurationProperties("sluice.console.elasticsearch")
public record SearchSettings(
        @DefaultValue("http://127.0.0.1:9200") URI uri,
        @DefaultValue("logs-*") String index,
        String username,
        String password,
        String apiKey,
        String sslBundle,
        @DefaultValue("10s") Duration timeout) {

    public SearchSettings {
        require((username == null) == (password == null), "username and password belong together");
        require(username == null || apiKey == null, "username and api-key are alternatives; remove one");
        require(timeout.isPositive(), "timeout must be positive, was " + timeout);
    }

    private static void require(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("sluice.console.elasticsearch." + message);
        }
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "SearchSettings[uri=" + uri + ", index=" + index + "]";
    }
}
