// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import java.util.Map;

/** Where the columns of W3C's extended log file format go: ECS, and the names of Elastic's integration of IIS. */
final class W3cFields {

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("date", "@timestamp"),
            Map.entry("time", "+@timestamp"),
            Map.entry("s-sitename", "iis.access.site_name"),
            Map.entry("s-computername", "iis.access.server_name"),
            Map.entry("s-ip", "destination.address"),
            Map.entry("cs-method", "http.request.method"),
            Map.entry("cs-uri-stem", "url.path"),
            Map.entry("cs-uri-query", "url.query"),
            Map.entry("s-port", "destination.port"),
            Map.entry("cs-username", "user.name"),
            Map.entry("c-ip", "source.address"),
            Map.entry("c-port", "source.port"),
            Map.entry("cs-version", "iis.access.http_version"),
            Map.entry("cs(User-Agent)", "user_agent.original"),
            Map.entry("cs(Cookie)", "iis.access.cookie"),
            Map.entry("cs(Referer)", "http.request.referrer"),
            Map.entry("cs-host", "destination.domain"),
            Map.entry("sc-status", "http.response.status_code"),
            Map.entry("sc-substatus", "iis.access.sub_status"),
            Map.entry("sc-win32-status", "iis.access.win32_status"),
            Map.entry("sc-bytes", "http.response.body.bytes"),
            Map.entry("cs-bytes", "http.request.body.bytes"),
            Map.entry("time-taken", "event.duration"),
            Map.entry("OriginalIP", "iis.access.original_ip"),
            Map.entry("X-Forwarded-For", "iis.access.remote_ip_list"));

    private W3cFields() {}

    /** The field of a column; what is not in the list keeps its name, below {@code fields}. */
    static String fieldOf(String column) {
        return FIELDS.getOrDefault(column, column);
    }
}
