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
                "%{SSL_PROTOCOL}x; TLSv1.3; tls.version; \"1.3\"",
                "%{SSL_PROTOCOL}x; TLSv1; tls.version; \"1.0\"",
                "%{SSL_PROTOCOL}x; SSLv3; tls.version_protocol; \"ssl\"",
                "%{SSL_CIPHER}x; TLS_AES_256_GCM_SHA384; tls.cipher; \"TLS_AES_256_GCM_SHA384\"",
                "%{SSL_TLS_SNI}x; www.example.com; tls.client.server_name; \"www.example.com\"",
                "%{SSL_CLIENT_S_DN}x; CN=a; tls.client.subject; \"CN=a\"",
                "%{SSL_CLIENT_I_DN}x; CN=ca; tls.client.issuer; \"CN=ca\"",
                "%{SSL_SERVER_S_DN}x; CN=b; tls.server.subject; \"CN=b\"",
                "%{SSL_SERVER_I_DN}x; CN=ca; tls.server.issuer; \"CN=ca\"",
                "%{SSL_SESSION_RESUMED}x; Resumed; tls.resumed; true",
                "%{SSL_SESSION_RESUMED}x; Initial; tls.resumed; false",
                "%{version}c; TLSv1.2; tls.version; \"1.2\"",
                "%{SSL_CIPHER_USEKEYSIZE}x; 256; apache.access.ssl.cipher_usekeysize; \"256\"",
                "%{local}p; 8080; destination.port; 8080",
                "%{canonical}p; 443; destination.port; 443",
                "%{remote}p; 51234; source.port; 51234",
                "%p %{local}p; 443 8443; apache.access.local_port; 8443",
                "%{pid}P; 42; process.pid; 42",
                "%{hextid}P; 7fdf0b7fe700; process.thread.id; 140595947366144",
                "%{hextid}P; -; process.thread.id; ",
                "%{c}a; 198.51.100.1; apache.access.remote_host; \"198.51.100.1\"",
                "%{c}h; host; apache.access.remote_host; \"host\"",
                "%A; 10.0.0.1; apache.access.local_address; \"10.0.0.1\"",
                "%V; www.example.com; destination.domain; \"www.example.com\"",
                "%{c}L; abc; apache.access.log_id; \"abc\"",
                "%{s}T; 2; event.duration; 2000000000",
                "%S; 512; apache.access.transferred_bytes; 512",
                "%{User-agent}i; curl; user_agent.original; \"curl\"",
                "%400,501{User-agent}i; curl; user_agent.original; \"curl\"",
                "%{x}^ti; a; apache.access.request_trailers.x; \"a\"",
                "%{x}^to; a; apache.access.response_trailers.x; \"a\"",
                "%^FU; 5; apache.access.first_unused_input_time; 5",
                "%^FB; 5; apache.access.first_byte_time; 5",
                "%<s; 200; http.response.status_code; 200",
                "%<u %>u; a b; apache.access.remote_user; \"b\"",
                "%{%Y-%m-%d}t; 2026-11-20; @timestamp; \"2026-11-20T00:00:00.000Z\"",
                "%k; 3; apache.access.keepalive_requests; 3",
                "%X; +; apache.access.connection_status; \"+\"",
                "%L; abc; apache.access.log_id; \"abc\"",
                "%R; proxy:unix; apache.access.handler; \"proxy:unix\"",
                "%h %a; 192.0.2.7 198.51.100.1; apache.access.remote_host; \"198.51.100.1\""
            })
    void puts(String format, String line, String path, String json) {
        assertThat(parse(format, line).event().at(path).toString()).isEqualTo(json == null ? "" : json);
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

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {"%>s,20", "%>s,2000", "%>s,20x", "%{hextid}P,xyz", "%{hextid}P,1234567890abcdef"})
    void refusesWhatTheDirectiveNeverWrites(String format, String line) {
        assertThat(parse(format, line).deadLetter().reason()).isEqualTo(DeadLetterReason.NOT_THE_FORMAT);
    }

    @Test
    void takesALineInAnEnvelope() {
        Parsed.Event event = parse(
                        "%h %t \"%r\" %{SSL_PROTOCOL}x",
                        "<29>1 2026-11-22T11:00:00Z web1 httpd 9 - - 192.0.2.7 [22/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" TLSv1.3")
                .event();

        assertThat(event.string("source.address")).isEqualTo("192.0.2.7");
        assertThat(event.string("host.hostname")).isEqualTo("web1");
        assertThat(event.at("process.pid").asInt()).isEqualTo(9);
        assertThat(event.at("log.syslog.priority").asInt()).isEqualTo(29);
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
                "%{h}T; the unit of %{h}T",
                "%{other}p; the port of the log format directive %{other}p",
                "%{x}P; the id of the log format directive %{x}P",
                "%^F; directive %^F is not known",
                "%^; directive %^ is not known",
                "%{}i; directive %{}i needs a name",
                "%{}x; directive %{}x needs a name"
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
