// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import dev.sluice.detector.event.EventField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which ECS field holds what Sigma's taxonomy (appendix, "webserver", W3C extended names) calls by other names. {@code cs-uri-query} is the whole
 * request target: public rules look for paths in it, and the pipelines of other products map it so.
 */
final class SigmaFields {

    private static final Map<String, EventField> FIELDS = Map.ofEntries(
            Map.entry("cs-uri", EventField.URL_ORIGINAL),
            Map.entry("c-uri", EventField.URL_ORIGINAL),
            Map.entry("cs-uri-query", EventField.URL_ORIGINAL),
            Map.entry("c-uri-query", EventField.URL_ORIGINAL),
            Map.entry("cs-uri-stem", EventField.URL_PATH),
            Map.entry("c-uri-stem", EventField.URL_PATH),
            Map.entry("cs-method", EventField.METHOD),
            Map.entry("sc-status", EventField.STATUS),
            Map.entry("cs-user-agent", EventField.USER_AGENT),
            Map.entry("c-useragent", EventField.USER_AGENT),
            Map.entry("cs-referer", EventField.REFERRER),
            Map.entry("cs-referrer", EventField.REFERRER),
            Map.entry("cs-host", EventField.DESTINATION_DOMAIN),
            Map.entry("r-dns", EventField.DESTINATION_DOMAIN),
            Map.entry("cs-uri-path", EventField.URL_PATH),
            Map.entry("sc-bytes", EventField.BODY_BYTES),
            Map.entry("response-code", EventField.STATUS),
            Map.entry("client_ip", EventField.SOURCE_IP),
            Map.entry("clientip", EventField.SOURCE_IP),
            Map.entry("cs-content-type", EventField.MIME_TYPE),
            Map.entry("c-ip", EventField.SOURCE_IP),
            Map.entry("src_ip", EventField.SOURCE_IP),
            Map.entry("cs-username", EventField.USER_NAME));

    /** What a keyword without a field is looked for in. */
    static final List<EventField> KEYWORDS = List.of(
            EventField.URL_ORIGINAL,
            EventField.USER_AGENT,
            EventField.REFERRER,
            EventField.MESSAGE,
            EventField.USER_NAME);

    /** Fields of the taxonomy that no web server's log has that we read. */
    private static final Set<String> IN_NO_EVENT = Set.of(
            "cs-cookie",
            "cs-bytes",
            "cs-version",
            "cs-uri-extension",
            "c-uri-extension",
            "c-uri-scheme",
            "cs-uri-scheme",
            "s-ip",
            "s-port",
            "s-computername",
            "s-sitename",
            "sc-substatus",
            "sc-win32-status",
            "time-taken",
            "cs-body",
            "request-body",
            "response-body",
            "cs-x-forwarded-for");

    private SigmaFields() {}

    /** Whether a rule means a request's query by it. */
    static boolean isQuery(String name) {
        return name.equalsIgnoreCase("cs-uri-query") || name.equalsIgnoreCase("c-uri-query");
    }

    static boolean isInNoEvent(String name) {
        return IN_NO_EVENT.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The field that a rule names by Sigma's name or by its ECS name. */
    static Optional<EventField> find(String name) {
        EventField field = FIELDS.get(name.toLowerCase(Locale.ROOT));
        return field != null ? Optional.of(field) : EventField.named(name);
    }
}
