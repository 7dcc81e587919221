// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.FormatExplainer.Explanation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatExplainerTest {

    @Test
    void saysWhoTakesALineAndWhereTheOthersStop() {
        FormatExplainer explainer = new FormatExplainer(Parsed.settings().toBuilder()
                .logFormats(Map.of("mine", "%t %h"))
                .build());
        byte[] line = "192.0.2.7 - - [22/Nov/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1".getBytes(UTF_8);

        List<Explanation> explanations =
                explainer.explain(Parsed.headers("auto"), line).formats();

        assertThat(explanations)
                .filteredOn(Explanation::taken)
                .extracting(Explanation::format)
                .containsExactly("apache_common", "text");
        assertThat(explanations)
                .contains(
                        new Explanation(
                                "apache_combined",
                                false,
                                DeadLetterReason.NOT_THE_FORMAT,
                                "expected %b followed by ' \"' at byte 64"),
                        new Explanation(
                                "json", false, DeadLetterReason.BAD_JSON, "expected the end of the line at byte 5"),
                        new Explanation(
                                "mine",
                                false,
                                DeadLetterReason.NOT_THE_FORMAT,
                                "expected the text before the first field at byte 0"));
    }

    @ParameterizedTest(name = "{0}, {1} → {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "auto; 192.0.2.7 - - [22/Nov/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1; apache_common",
                "auto; <34>hello; syslog",
                "auto; {\"messageType\":\"CONTROL_MESSAGE\"}; json",
                "auto; what no format knows; text",
                "json; {}; json",
                "json; <34>hello;",
                "mine; 192.0.2.7; mine"
            })
    void saysWhichFormatTakesIt(String asked, String line, String taker) {
        FormatExplainer explainer = new FormatExplainer(
                Parsed.settings().toBuilder().logFormats(Map.of("mine", "%h")).build());

        FormatExplainer.Explanations explanations = explainer.explain(Parsed.headers("auto"), line.getBytes(UTF_8));

        assertThat(explanations.taker(asked)).isEqualTo(Optional.ofNullable(taker));
    }
}
