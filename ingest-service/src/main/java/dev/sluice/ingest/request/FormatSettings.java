// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What senders may say.
 *
 * @param customFormats names of formats that are configured for the parser, besides the built-in ones
 */
@ConfigurationProperties("sluice.ingest")
record FormatSettings(@DefaultValue List<String> customFormats) {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    FormatSettings {
        customFormats = List.copyOf(customFormats);
        for (String name : customFormats) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "sluice.ingest.custom-formats: a name is 1 to 64 of a-z 0-9 _ and starts with a letter, was '"
                                + name + "'");
            }
        }
    }
}
