// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveTextTest {

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Authorization: Bearer abc.def | Authorization: [authorization]",
                "authorization: Basic dXNlcjpwYXNz\\n | authorization: [authorization]\\n",
                "proxy-authorization=Basic dXNlcjpwYXNz | proxy-authorization=[authorization]",
                "{\"Authorization\":\"Bearer abc\",\"a\":1} | {\"Authorization\":\"[authorization]\",\"a\":1}",
                "curl -H 'Authorization: Bearer x y' http://a/ | curl -H 'Authorization: [authorization]' http://a/",
                "Authorization: Digest username=\"al\", response=\"x\" | Authorization: [authorization]",
                "sent Bearer 0123456789abcdef0123 to it | sent Bearer [authorization] to it",
                "Cookie: sid=1; theme=dark | Cookie: [cookie]",
                "\"set-cookie\":\"a=b; Secure\" | \"set-cookie\":\"[cookie]\"",
                "GET /x?token=s3cr3t&page=2 HTTP/1.1 | GET /x?token=[secret-parameter]&page=2 HTTP/1.1",
                "GET /x?page=2&access_token=s3cr3t HTTP/1.1 | GET /x?page=2&access_token=[secret-parameter] HTTP/1.1",
                "/cb?X-Amz-Signature=0a1b&x=1 | /cb?X-Amz-Signature=[secret-parameter]&x=1",
                "user=al password=hunter2 ok | user=al password=[secret-parameter] ok",
                "password: hunter2, user | password: [secret-parameter], user",
                "{\"db_password\": \"a\\\"b\", \"x\": 1} | {\"db_password\": \"[secret-parameter]\", \"x\": 1}",
                "{\"m\":\"{\\\"token\\\":\\\"abc\\\"}\"} | {\"m\":\"{\\\"token\\\":\\\"[secret-parameter]\\\"}\"}",
                "{\"apiKey\":\"abc\"} | {\"apiKey\":\"[secret-parameter]\"}",
                "{\"pwd\":12345} | {\"pwd\":[secret-parameter]}",
                "aws_secret_access_key = wJalrXUtnFEMIbPxRfi | aws_secret_access_key = [secret-parameter]",
                "postgres://app:hunter2@db:5432/x | postgres://app:[secret-parameter]@db:5432/x",
                "mail to alice.b+c@mail.example.com. | mail to [email].",
                "<alice@example.com> | <[email]>",
                "/x?u=alice%40example.com&p=1 | /x?u=[email]&p=1",
                "m\u00fcller@b\u00fccher.example | [email]",
                "card 4111111111111111 ok | card [card] ok",
                "4111 1111 1111 1111 | [card]",
                "5500-0000-0000-0004 | [card]",
                "378282246310005, | [card],",
                "{\"pan\":6011000990139424} | {\"pan\":[card]}",
                "DE89370400440532013000 | [iban]",
                "to GB29 NWBK 6016 1331 9268 19. | to [iban].",
                "call +49 30 901820 now | call [phone] now",
                "+14155550123 | [phone]",
                "tel:(212) 555-0123 | tel:[phone]",
                "212-555-0123 | [phone]",
                "t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_ | t=[jwt]",
                "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0. | [jwt]",
                "key AKIAIOSFODNN7EXAMPLE used | key [aws-key] used",
                "x -----BEGIN RSA PRIVATE KEY----- MIIE -----END RSA PRIVATE KEY----- y | x [private-key] y",
                "-----BEGIN PRIVATE KEY----- MIIE cut off | [private-key]",
            })
    void hides(String text, String hidden) {
        assertThat(hide(unescape(text))).isEqualTo(unescape(hidden));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization failed for al",
                "Authorization required",
                "Cookies: none",
                "monkey=1 sky=2 design=3 passport=x compass=north",
                "{\"token\":null,\"password\":false}",
                "{\"secret\":{\"name\":\"x\"}}",
                "invalid token: expected a brace",
                "max_tokens=512 secretary=bob",
                "https://example.com:8443/a@b",
                "user@host",
                "@Override",
                "img/logo@2x.png",
                "lib@1.2.3",
                "a@b.c",
                "4111111111111112",
                "1795345200000",
                "41111111111111110000000",
                "id-4111111111111111x",
                "0.4111111111111111",
                "v4111111111111111",
                "9999999999999995",
                "DE89370400440532013001",
                "XX89370400440532013000",
                "ADE89370400440532013000",
                "[10/Oct/2026:13:55:36 +0000]",
                "2026-11-28T11:00:00+02:00",
                "1.2.3+20261128",
                "+12 34",
                "a+4930901820",
                "10.0.0.1 192.168.100.200",
                "2026-11-28 11:00:00",
                "555-0123",
                "123-456-7890-1234",
                "00212-555-0123",
                "eyJhbGciOiJIUzI1NiJ9",
                "eye.eyelid",
                "eyJhbGciOi.notjson",
                "AKIAIOSFODNN7EXAMPLEX",
                "AKIAiosfodnn7example",
                "XAKIAIOSFODNN7EXAMPLE",
                "-----BEGIN CERTIFICATE----- MIIE -----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY----- x",
                "192.0.2.7 - - [28/Nov/2026:11:00:00 +0000] \"GET /a?page=2 HTTP/1.1\" 200 5123 \"-\" \"Mozilla/5.0 (X11)\"",
            })
    void leavesAlone(String text) {
        assertThat(hide(text)).isEqualTo(text);
    }

    @Test
    void looksOnlyForWhatIsWanted() {
        SensitiveText text = new SensitiveText(EnumSet.of(Detector.EMAIL));
        Finds finds = new Finds();
        byte[] bytes = "4111111111111111 a@example.com token=x".getBytes(UTF_8);

        text.find(bytes, 0, bytes.length, finds);

        assertThat(finds.count()).isEqualTo(1);
        assertThat(finds.by(0)).isEqualTo(Detector.EMAIL);
        assertThat(new String(bytes, finds.from(0), finds.to(0) - finds.from(0), UTF_8))
                .isEqualTo("a@example.com");
    }

    /** Each of them once made a detector look at the rest of the text again and again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie:",
                "password=\"",
                "eyJ-",
                "eyJ.",
                "a@",
                "-----BEGIN PRIVATE KEY",
                "://a:",
                "+4 ",
                "4-",
                "\\",
                "Bearer ",
                "DE89"
            })
    @Timeout(20)
    void takesTimeInProportionToTheText(String part) {
        String text = part.repeat(500_000 / part.length());
        long start = System.nanoTime();

        hide(text);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    private static String hide(String text) {
        return new String(SensitiveText.hide(text.getBytes(UTF_8)), UTF_8);
    }

    private static String unescape(String text) {
        return text.replace("\\n", "\n");
    }
}
