// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrequentItemsTest {

    private static final int CAPACITY = 20;
    private static final int TEXTS = 20_000;

    @Test
    void countsExactlyWhatFits() {
        FrequentItems items = new FrequentItems(2);
        for (String text : List.of("b", "a", "b", "c", "b", "c")) {
            items.add(text);
        }

        assertThat(items.error()).isZero();
        assertThat(items.top(2)).containsExactly(new FrequentItems.Item("b", 3), new FrequentItems.Item("c", 2));
    }

    @Test
    void equallyFrequentOnesAreInTheOrderOfTheirTexts() {
        FrequentItems items = new FrequentItems(4);
        List.of("d", "a", "c").forEach(items::add);

        assertThat(items.top(9)).extracting(FrequentItems.Item::text).containsExactly("a", "c", "d");
    }

    /** Over streams of all kinds: from all alike to a few that are most of it, and those that come in runs. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void keepsItsBound(long seed) {
        List<String> texts = texts(seed);
        FrequentItems items = count(texts);

        assertBound(items, texts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void keepsTheBoundOfTheWholeWhenPartsAreMerged(long seed) throws IOException {
        List<String> texts = texts(seed);
        Random random = new Random(seed);
        FrequentItems merged = new FrequentItems(CAPACITY);
        for (int from = 0; from < texts.size(); ) {
            int to = Math.min(texts.size(), from + 1 + random.nextInt(700));
            merged.merge(written(count(texts.subList(from, to))));
            from = to;
        }

        assertBound(merged, texts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameTextsGiveTheSame(long seed) {
        FrequentItems one = count(texts(seed));
        FrequentItems other = count(texts(seed));
        FrequentItems more = count(texts(seed + 100));
        FrequentItems oneWithMore = count(texts(seed));
        oneWithMore.merge(more);
        more.merge(other);

        assertThat(one.top(TEXTS)).isEqualTo(other.top(TEXTS));
        assertThat(oneWithMore.top(TEXTS))
                .as("whichever is merged into which")
                .isEqualTo(more.top(TEXTS))
                .isNotEmpty();
    }

    @Test
    void keepsNoMoreThanTwiceItsCapacity() {
        FrequentItems items = new FrequentItems(CAPACITY);
        for (int i = 0; i < TEXTS; i++) {
            items.add("text " + i);
            assertThat(items.top(TEXTS)).hasSizeLessThanOrEqualTo(2 * CAPACITY);
        }
    }

    @Test
    void refusesToKeepNothing() {
        assertThatThrownBy(() -> new FrequentItems(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("capacity must be at least 1, was 0");
    }

    private static void assertBound(FrequentItems items, List<String> texts) {
        Map<String, Long> exact = new HashMap<>();
        texts.forEach(text -> exact.merge(text, 1L, Long::sum));
        Map<String, Long> counted = new HashMap<>();
        items.top(TEXTS).forEach(item -> counted.put(item.text(), item.count()));

        assertThat(items.error()).isLessThanOrEqualTo(texts.size() / (CAPACITY + 1));
        exact.forEach((text, count) ->
                assertThat(count - counted.getOrDefault(text, 0L)).as(text).isBetween(0L, items.error()));
    }

    private static FrequentItems count(List<String> texts) {
        FrequentItems items = new FrequentItems(CAPACITY);
        texts.forEach(items::add);
        return items;
    }

    private static List<String> texts(long seed) {
        Random random = new Random(seed);
        double steepness = random.nextDouble() * 6;
        List<String> texts = new ArrayList<>();
        while (texts.size() < TEXTS) {
            String text = "text " + (int) (Math.pow(random.nextDouble(), steepness) * 2_000);
            for (int run = random.nextInt(seed % 2 == 0 ? 1 : 30); run >= 0 && texts.size() < TEXTS; run--) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static FrequentItems written(FrequentItems items) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        items.write(new DataOutputStream(bytes));
        return FrequentItems.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), CAPACITY);
    }
}
