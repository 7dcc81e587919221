// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlobTest {

    /** Of few different characters, so that a part fits in more than one place. */
    @Test
    void fitsWhatTheSameExpressionFits() {
        Random random = new Random(20261129);
        for (int round = 0; round < 100_000; round++) {
            String glob = some("ab**é", random.nextInt(7), random);
            String text = some("abé", random.nextInt(14), random);
            Pattern expression = Pattern.compile(
                    Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));

            assertThat(new Glob(glob).matches(text))
                    .as("'%s' and '%s'", glob, text)
                    .isEqualTo(expression.matcher(text).matches());
        }
    }

    private static String some(String alphabet, int length, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
