// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import dev.sluice.parser.enrich.AddressEnrichment;
import dev.sluice.parser.enrich.UserAgentEnrichment;
import dev.sluice.parsers.engine.Enrichments;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is added to events besides what their lines say.
 *
 * @param userAgent about user agents
 * @param geo about addresses
 */
public record EnrichmentSettings(
        @DefaultValue @NotNull @Valid UserAgent userAgent,
        @DefaultValue @NotNull @Valid Geo geo) {

    /**
     * @param enabled whether user agents are looked at
     * @param regexes a newer {@code regexes.yaml} of uap-core than the library's, if any
     * @param cache most agents that are remembered
     */
    public record UserAgent(
            @DefaultValue("false") boolean enabled,
            Path regexes,
            @DefaultValue("10000") @Min(1) long cache) {}

    /**
     * @param cityDatabase MaxMind City or Country database, if any
     * @param asnDatabase MaxMind ASN database, if any
     * @param cache most addresses that are remembered
     * @param refresh how often the files are looked at for a change
     */
    public record Geo(
            Path cityDatabase,
            Path asnDatabase,
            @DefaultValue("50000") @Min(1) long cache,
            @DefaultValue("10s") @NotNull Duration refresh) {}

    /** @throws IllegalArgumentException if a file can't be used; the message names setting and path */
    public Enrichments enrichments() {
        return new Enrichments(
                geo.cityDatabase() == null && geo.asnDatabase() == null
                        ? null
                        : new AddressEnrichment(geo.cityDatabase(), geo.asnDatabase(), geo.cache()),
                userAgent.enabled() ? new UserAgentEnrichment(userAgent.regexes(), userAgent.cache()) : null);
    }
}
