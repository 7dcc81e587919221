// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DeadLetterReason;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's own {@code LogFormat}: mod_log_config's directives, each where its value goes. */
class OwnLogFormatTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "%a; 192.0.2.7; source.ip; \"192.0.2.7\"",
                "%h %{remote}p; 192.0.2.7 4711; source.port; 4711",
                "%l; bob; apache.access.user.identity; \"bob\"",
                "%u; alice; user.name; \"alice\"",
                "%m %U%%; GET /x%; http.request.method; \"GET\"",
                "%U; /x; url.path; \"/x\"",
                "%m?%q; GET??a=1; url.query; \"a=1\"",
                "%H; HTTP/1.1; http.version; \"1.1\"",
                "%>s; 404; event.outcome; \"failure\"",
                "%s; 200; http.response.status_code; 200",
                "%!200,304{Referer}i; https://x/; http.request.referrer; \"https://x/\"",
                "%B; 0; http.response.body.bytes; 0",
                "%I; 512; http.request.bytes; 512",
                "%O; 1024; http.response.bytes; 1024",
                "%D; 1500; event.duration; 1500000",
                "%T; 2; event.duration; 2000000000",
                "%{ms}T; 2; event.duration; 2000000",
                "%{us}T; 2; event.duration; 2000",
                "%v; www.example.com; destination.domain; \"www.example.com\"",
                "%v:%p; www.example.com:443; destination.port; 443",
                "%P; 42; process.pid; 42",
                "%{tid}P; 140; process.thread.id; 140",
                "%f; /var/www/x; file.path; \"/var/www/x\"",
                "%{X-Request-Id}i; abc; http.request.id; \"abc\"",
                "%{Host}i; www.example.com:8080; url.domain; \"www.example.com\"",
                "%{Accept-Language}i; en; apache.access.request_headers.accept-language; \"en\"",
                "%{Content-Type}o; text/html; apache.access.response_headers.content-type; \"text/html\"",
                "%{session}C; s1; apache.access.cookies.session; \"s1\"",
                "%{UNIQUE_ID}e; u1; apache.access.environment.unique_id; \"u1\"",
                "%{note}n; n1; apache.access.notes.note; \"n1\"",
                "%{SSL_PROTOCOL}x; TLSv1.3; apache.access.ssl.protocol; \"TLSv1.3\"",
                "%k; 3; apache.access.keepalive_requests; 3",
                "%X; +; apache.access.connection_status; \"+\"",
                "%L; abc; apache.access.log_id; \"abc\"",
                "%R; proxy:unix; apache.access.handler; \"proxy:unix\"",
                "%h %a; 192.0.2.7 198.51.100.1; apache.access.remote_host; \"198.51.100.1\""
            })
    void puts(String format, String line, String path, String json) {
        assertThat(parse(format, line).event().at(path).toString()).isEqualTo(json);
    }

    @Test
    void takesTheStringAsHttpdsConfigurationHasIt() {
        Parsed.Event event = parse(
                        "%h %l %u %t \\\"%r\\\" %>s %b %D \\\"%{X-Request-Id}i\\\"",
                        "192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] \"GET /x HTTP/1.1\" 200 17 1500 \"r \\\"1\\\"\"")
                .event();

        assertThat(event.string("@timestamp")).isEqualTo("2026-11-22T10:00:00.000Z");
        assertThat(event.string("url.path")).isEqualTo("/x");
        assertThat(event.string("http.request.id")).isEqualTo("r \"1\"");
        assertThat(event.dataStream().dataset()).isEqualTo("apache.access");
    }

    @Test
    void takesTheTimeOfReceiptWhereTheFormatHasNone() {
        assertThat(parse("%h", "192.0.2.7").event().string("@timestamp")).isEqualTo("2026-11-22T12:00:00.000Z");
    }

    @Test
    void saysWhichDirectiveALineLacks() {
        Parsed.DeadLetter letter = parse("%h|%>s", "192.0.2.7|abc").deadLetter();

        assertThat(letter.reason()).isEqualTo(DeadLetterReason.NOT_THE_FORMAT);
        assertThat(letter.message()).isEqualTo("expected %>s up to the end of the line at byte 10");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "%h%u; nothing stands between %h",
                "%Y; directive %Y is not known",
                "%i; directive %i needs a name",
                "%{x; brace is not closed",
                "%h %; ends inside the directive",
                "plain text; at least one directive",
                "%{h}T; the unit of %{h}T"
            })
    void stopsTheStartAndSaysWhy(String format, String message) {
        assertThatThrownBy(() -> parse(format, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'mine'")
                .hasMessageContaining(message);
    }

    private static Parsed parse(String format, String line) {
        ParserSettings settings =
                Parsed.settings().toBuilder().logFormats(Map.of("mine", format)).build();
        return Parsed.of(settings, Parsed.headers("mine"), line.getBytes(UTF_8));
    }
}
