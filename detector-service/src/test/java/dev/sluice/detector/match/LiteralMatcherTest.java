// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiteralMatcherTest {

    @Test
    void findsLiteralsWithinOthersAndInEitherCase() {
        assertThat(find(List.of("he", "she", "his", "hers", "HERS"), "uSHErs"))
                .containsExactly("he", "she", "hers", "HERS");
    }

    @Test
    void findsWhatSearchingOneByOneFinds() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            List<String> literals = new ArrayList<>();
            for (int i = 1 + random.nextInt(20); i > 0; i--) {
                literals.add(text(random, 1 + random.nextInt(4)));
            }
            String text = text(random, random.nextInt(60));
            assertThat(find(literals, text))
                    .as("%s in %s", literals, text)
                    .containsExactlyElementsOf(literals.stream()
                            .filter(literal -> text.toLowerCase(Locale.ROOT).contains(literal.toLowerCase(Locale.ROOT)))
                            .toList());
            boolean any = !find(literals, text).isEmpty();
            byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
            LiteralMatcher matcher = new LiteralMatcher(literals);
            assertThat(matcher.isAnyIn(text)).isEqualTo(any);
            assertThat(matcher.isAnyIn(bytes, 1, bytes.length - 1)).isEqualTo(any);
        }
    }

    @Test
    void anEmptyLiteralIsRefused() {
        assertThatThrownBy(() -> new LiteralMatcher(List.of(""))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> find(List<String> literals, String text) {
        BitSet found = new BitSet();
        new LiteralMatcher(literals).find(text, found);
        return found.stream().mapToObj(literals::get).toList();
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abAB/é".charAt(random.nextInt(6)));
        }
        String ascii = text.toString().replace("é", length < 5 ? "a" : "é");
        return ascii;
    }
}
