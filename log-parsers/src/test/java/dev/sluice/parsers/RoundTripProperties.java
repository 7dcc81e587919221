// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.json.JsonMapper;

/** What a writer that keeps to a format prints, the parser reads back: field by field, whatever the values. */
class RoundTripProperties {

    private static final DateTimeFormatter ACCESS_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ROOT);

    @Property
    void combined(
            @ForAll("times") Instant time,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int zoneMinutes,
            @ForAll @IntRange(min = 100, max = 599) int status,
            @ForAll("texts") String referrer,
            @ForAll("texts") String agent) {
        String line = "192.0.2.7 - - [" + ACCESS_TIME.format(time.atOffset(ZoneOffset.ofTotalSeconds(zoneMinutes * 60)))
                + "] \"GET / HTTP/1.1\" " + status + " 1 \"" + logItem(referrer) + "\" \"" + logItem(agent) + "\"";

        Parsed.Event event = Parsed.of("apache_combined", line).event();

        assertThat(Instant.parse(event.string("@timestamp"))).isEqualTo(time);
        assertThat(event.at("http.response.status_code").asInt()).isEqualTo(status);
        assertThat(event.string("http.request.referrer")).isEqualTo(expected(referrer));
        assertThat(event.string("user_agent.original")).isEqualTo(expected(agent));
    }

    @Property
    void rfc5424(
            @ForAll("times") Instant time,
            @ForAll @IntRange(min = 0, max = 191) int priority,
            @ForAll("names") String host,
            @ForAll("names") String name,
            @ForAll("texts") String value,
            @ForAll("texts") String message) {
        String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
        String line = "<" + priority + ">1 " + time + " " + host + " app 7 id [x@1 " + name + "=\"" + escaped + "\"] m"
                + message;

        Parsed.Event event = Parsed.of("syslog", line).event();

        assertThat(Instant.parse(event.string("@timestamp"))).isEqualTo(time);
        assertThat(event.at("log.syslog.priority").asInt()).isEqualTo(priority);
        assertThat(event.string("host.hostname")).isEqualTo(host);
        assertThat(event.at("log.syslog.structured_data").path("x@1").path(name).asString())
                .isEqualTo(value);
        assertThat(event.string("message")).isEqualTo("m" + message);
    }

    @Property
    void json(@ForAll("texts") String key, @ForAll("texts") String value) {
        JsonMapper mapper = JsonMapper.shared();
        String line = mapper.writeValueAsString(Map.of("message", value, "x" + key, List.of(value, 1)));

        Parsed.Event event = Parsed.of("json", line).event();

        assertThat(event.string("message")).isEqualTo(value);
        assertThat(event.at("fields").path("x" + key).path(0).asString()).isEqualTo(value);
    }

    @Property
    void text(@ForAll("texts") String value) {
        assertThat(Parsed.of("text", "." + value).event().string("message")).isEqualTo("." + value);
    }

    /** Whole seconds of four-digit years. */
    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(-62_000_000_000L, 253_000_000_000L).map(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .excludeChars('=', ']', '"')
                .ofMinLength(2)
                .ofMaxLength(32);
    }

    /** Any text without line breaks or halves of characters. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .excludeChars('\n', '\r')
                .ofMaxLength(60)
                .filter(text -> new String(text.getBytes(UTF_8), UTF_8).equals(text));
    }

    /** What {@code ap_escape_logitem} makes of a value; httpd writes a hyphen for nothing. */
    private static String logItem(String value) {
        if (value.isEmpty()) {
            return "-";
        }
        StringBuilder escaped = new StringBuilder();
        for (byte b : value.getBytes(UTF_8)) {
            if (b == '"' || b == '\\') {
                escaped.append('\\').append((char) b);
            } else if (b >= 0x20 && b < 0x7f) {
                escaped.append((char) b);
            } else {
                escaped.append(String.format("\\x%02x", b & 0xff));
            }
        }
        return escaped.toString();
    }

    private static String expected(String value) {
        return value.isEmpty() || value.equals("-") ? null : value;
    }
}
