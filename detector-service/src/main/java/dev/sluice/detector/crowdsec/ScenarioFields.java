// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.EventCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What CrowdSec's parsers of web logs call the fields of a request, as its hub's {@code nginx-logs}, {@code apache2-logs} and {@code http-logs} do.
 * {@code http_path} and {@code request} are the whole target.
 */
final class ScenarioFields {

    private static final Map<String, EventField> FIELDS = Map.ofEntries(
            Map.entry("evt.Meta.source_ip", EventField.SOURCE_IP),
            Map.entry("evt.Parsed.remote_addr", EventField.SOURCE_IP),
            Map.entry("evt.Parsed.clientip", EventField.SOURCE_IP),
            Map.entry("evt.Meta.http_path", EventField.URL_ORIGINAL),
            Map.entry("evt.Parsed.request", EventField.URL_ORIGINAL),
            Map.entry("evt.Parsed.http_path", EventField.URL_PATH),
            Map.entry("evt.Parsed.http_args", EventField.URL_QUERY),
            Map.entry("evt.Meta.http_args", EventField.URL_QUERY),
            Map.entry("evt.Meta.http_status", EventField.STATUS),
            Map.entry("evt.Parsed.status", EventField.STATUS),
            Map.entry("evt.Meta.http_verb", EventField.METHOD),
            Map.entry("evt.Parsed.verb", EventField.METHOD),
            Map.entry("evt.Meta.http_user_agent", EventField.USER_AGENT),
            Map.entry("evt.Parsed.http_user_agent", EventField.USER_AGENT),
            Map.entry("evt.Parsed.http_referer", EventField.REFERRER),
            Map.entry("evt.Parsed.target_fqdn", EventField.DESTINATION_DOMAIN),
            Map.entry("evt.Meta.target_fqdn", EventField.DESTINATION_DOMAIN),
            Map.entry("evt.Parsed.target_host", EventField.DESTINATION_DOMAIN),
            Map.entry("evt.Parsed.remote_user", EventField.USER_NAME),
            Map.entry("evt.Meta.target_user", EventField.USER_NAME));

    /** What those parsers say of each request in an access log. */
    private static final Map<String, String> CONSTANTS =
            Map.of("evt.Meta.service", "http", "evt.Meta.log_type", "http_access-log");

    /** The end of a path. */
    static final String FILE_NAME = "evt.Parsed.file_name";

    /** {@code true} for requests of pictures, style sheets and the like. */
    static final String STATIC = "evt.Parsed.static_ressource";

    static final String SUB_TYPE = "evt.Meta.sub_type";

    private static final List<String> STATIC_ENDS = List.of(
            ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".ico", ".bmp", ".css", ".js", ".map", ".json", ".woff",
            ".woff2", ".ttf", ".eot", ".mp3", ".mp4", ".avi", ".webm", ".pdf");

    private ScenarioFields() {}

    static Optional<EventField> find(String name) {
        return Optional.ofNullable(FIELDS.get(name));
    }

    static Optional<String> constant(String name) {
        return Optional.ofNullable(CONSTANTS.get(name));
    }

    static EventCondition isStatic() {
        return new EventCondition.AnyOf(STATIC_ENDS.stream()
                .<EventCondition>map(
                        end -> new EventCondition.Text(EventField.URL_PATH, EventCondition.Text.Place.END, end))
                .toList());
    }

    /** A request was made at all: what is no web server's event is in no scenario of these. */
    static EventCondition isRequest() {
        return new EventCondition.Exists(EventField.URL_ORIGINAL);
    }
}
