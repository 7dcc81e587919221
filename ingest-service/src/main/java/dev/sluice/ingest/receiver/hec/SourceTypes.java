// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import dev.sluice.model.LogFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Splunk's source types for formats that we parse
 * (<a href="https://help.splunk.com/en/splunk-enterprise/get-data-in/configure-source-types/list-of-pretrained-source-types">pretrained source
 * types</a>); besides, a source type may be one of our format names.
 */
final class SourceTypes {

    private static final Map<String, LogFormat> PRETRAINED = Map.of(
            "access_combined", LogFormat.APACHE_COMBINED,
            "access_combined_wcookie", LogFormat.APACHE_COMBINED,
            "access_common", LogFormat.APACHE_COMMON,
            "apache_error", LogFormat.APACHE_ERROR,
            "linux_messages_syslog", LogFormat.SYSLOG,
            "linux_secure", LogFormat.SYSLOG,
            "cisco_syslog", LogFormat.SYSLOG);

    private SourceTypes() {}

    /** The format of lines of that source type; empty if it says nothing. */
    static Optional<String> format(String sourceType) {
        if (sourceType == null) {
            return Optional.empty();
        }
        LogFormat pretrained = PRETRAINED.get(sourceType);
        return Optional.ofNullable(pretrained)
                .or(() -> LogFormat.ofWireName(sourceType))
                // A payload is not a line, and what Splunk calls by the last two has many layouts.
                .filter(format -> format != LogFormat.CLOUDWATCH && format != LogFormat.IIS && format != LogFormat.JAVA)
                .map(LogFormat::wireName);
    }
}
