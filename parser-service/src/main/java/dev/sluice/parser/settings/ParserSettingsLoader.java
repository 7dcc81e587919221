// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import dev.sluice.model.EventIdSecret;
import dev.sluice.parsers.ParserSettings;
import java.time.Clock;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The parser's settings for tools that parse as the service does, without the service. */
public final class ParserSettingsLoader {

    private ParserSettingsLoader() {}

    /**
     * Settings below {@code sluice.parser}, but for the secret of event ids: what tools show has ids that everybody can make.
     *
     * @throws IllegalArgumentException if one can't be understood; the message names it
     */
    public static ParserSettings of(Environment environment) {
        ParserServiceSettings properties =
                Binder.get(environment).bindOrCreate("sluice.parser", ParserServiceSettings.class);
        return properties.forParsing(properties.enrich().enrichments(), EventIdSecret.PUBLIC, Clock.systemUTC());
    }
}
