// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any string is a {@code LogFormat} whose lines can be read, or is refused by a message that names the format and a directive or its lack. */
class LogFormatProperties {

    @Property(tries = 5_000)
    void compileOrAreRefused(@ForAll("logFormats") String format) {
        ParserSettings settings =
                Parsed.settings().toBuilder().logFormats(Map.of("mine", format)).build();
        try {
            for (String line : new String[] {
                "", "-", "192.0.2.7 - x [22/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 1 -", format
            }) {
                Parsed.of(settings, Parsed.headers("mine"), line.getBytes(UTF_8));
            }
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage())
                    .startsWith("the log format 'mine' can't be used: ")
                    .containsPattern("%|directive");
        }
    }

    @Provide
    Arbitrary<String> logFormats() {
        Arbitrary<String> piece = Arbitraries.of(
                "%",
                "%%",
                "{",
                "}",
                "%{",
                "}t",
                "}p",
                "}P",
                "}T",
                "}x",
                "}c",
                "}i",
                "}^ti",
                "}^",
                "^FB",
                "%^FU",
                "!200",
                "<",
                ">",
                "400,",
                " ",
                "\"",
                "\\",
                "\\\"",
                "[",
                "]",
                "\t",
                "h",
                "u",
                "t",
                "s",
                "b",
                "r",
                "%h",
                "%t",
                "%>s",
                "%b",
                "%r",
                "%u",
                "%{local}p",
                "%{hextid}P",
                "%{tid}P",
                "%{begin:%d/%b/%Y}t",
                "%{end:usec}t",
                "%{msec_frac}t",
                "%Y",
                "%z",
                "begin:",
                "sec",
                "x",
                "ü",
                "SSL_PROTOCOL");
        return piece.list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }
}
