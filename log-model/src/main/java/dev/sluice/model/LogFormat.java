// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The built-in formats, by the names that senders and {@link Headers#FORMAT} use. */
public enum LogFormat {
    /** Each line's format is found by looking at it; what fits none is {@link #TEXT}. */
    AUTO,
    /** Apache httpd {@code %h %l %u %t "%r" %>s %b}. */
    APACHE_COMMON,
    /** Apache httpd's common format followed by referrer and user agent. */
    APACHE_COMBINED,
    /** Apache httpd's error log, 2.2 and 2.4. */
    APACHE_ERROR,
    /** RFC 5424 and RFC 3164. */
    SYSLOG,
    /** CloudWatch Logs subscription payloads: gzip, base64 of it, or the Lambda envelope. */
    CLOUDWATCH,
    /** One JSON object a line. */
    JSON,
    /** Any line; it becomes {@code message}. */
    TEXT;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name on the wire, e.g. {@code apache_combined}. */
    public String wireName() {
        return wireName;
    }

    /** The format of that name on the wire; empty where there is none. Names are case-sensitive. */
    public static Optional<LogFormat> ofWireName(String wireName) {
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(wireName))
                .findFirst();
    }

    /** All names on the wire, for messages and documentation. */
    public static List<String> wireNames() {
        return Arrays.stream(values()).map(LogFormat::wireName).toList();
    }
}
