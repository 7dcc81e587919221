// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import dev.sluice.parsers.ParserSettings;
import java.time.Clock;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The parser's settings for tools that parse as the service does, without the service. */
public final class ParserSettingsLoader {

    private ParserSettingsLoader() {}

    /**
     * Settings below {@code sluice.parser}.
     *
     * @throws IllegalArgumentException if one can't be understood; the message names it
     */
    public static ParserSettings of(Environment environment) {
        ParserServiceSettings properties =
                Binder.get(environment).bindOrCreate("sluice.parser", ParserServiceSettings.class);
        return properties.forParsing(properties.enrich().enrichments(), Clock.systemUTC());
    }
}
