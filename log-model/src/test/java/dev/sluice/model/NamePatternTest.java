// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

    @ParameterizedTest(name = "{0} takes {1}: {2}")
    @CsvSource({
        "*, '', true",
        "*, anything, true",
        "'', '', true",
        "'', a, false",
        "a.b, a.b, true",
        "a.b, axb, false",
        "logs-*-eu, logs-apache.access-eu, true",
        "logs-*-eu, logs--eu, true",
        "logs-*-eu, logs-eu, false",
        "logs-*-eu, logs-a-eu-us, false",
        "logs-*-eu, logs-a-eu-eu, true",
        "**a**, bab, true",
        "a*a, a, false",
    })
    void theWholeNameFits(String pattern, String name, boolean fits) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(fits);
    }

    @Test
    void itIsWhatARegularExpressionSays() {
        Random random = new Random(20);
        for (int i = 0; i < 20_000; i++) {
            String pattern = text(random, "ab*", 6);
            String name = text(random, "ab", 8);
            String expression =
                    Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));

            assertThat(new NamePattern(pattern).matches(name))
                    .as("%s takes %s", pattern, name)
                    .isEqualTo(name.matches(expression));
        }
    }

    /** Java's regular expressions need hours for it. */
    @Test
    void aNameThatNearlyFitsTakesNoTime() {
        NamePattern pattern = new NamePattern("*a".repeat(30) + "b");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(pattern.matches("a".repeat(10_000))).isFalse());
    }

    private static String text(Random random, String letters, int longest) {
        return random.ints(random.nextInt(longest + 1), 0, letters.length())
                .mapToObj(at -> letters.substring(at, at + 1))
                .collect(Collectors.joining());
    }
}
