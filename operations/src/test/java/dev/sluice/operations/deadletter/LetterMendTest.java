// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.operations.deadletter.LetterMend.MendedLetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterMendTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            31/Feb/2026  | 28/Feb/2026     | false | at 31/Feb/2026 31/Feb/2026 | at 28/Feb/2026 28/Feb/2026
            (\\d+)-(\\d+) | $2-$1           | true  | 1-2, 30-4                  | 2-1, 4-30
            ä            | ae              | false | Bär                        | Baer
            B.           | x               | false | Bär B.                     | Bär x
            not there    | x               | false | as it is                   | as it is
            """)
    void replacesTextAsOftenAsItIsThere(String find, String with, boolean pattern, String before, String after) {
        LetterMend mend = new LetterMend(List.of(new TextReplacement(find, with, pattern)), null, null, null);

        assertThat(new String(mend.value(line(before)), UTF_8)).isEqualTo(after);
    }

    @Test
    void bytesThatAreNoTextStayWhatTheyAre() {
        LetterMend mend = new LetterMend(List.of(new TextReplacement("a", "ü", false)), null, null, null);

        byte[] mended =
                mend.value(letter(Topics.RAW_DEAD_LETTERS, new byte[] {(byte) 0xff, 'a', (byte) 0xc3}, chunk()));

        assertThat(mended).containsExactly(0xff, 0xc3, 0xbc, 0xc3);
    }

    @Test
    void changesTheHeadersOfALineAndNothingElse() {
        LetterMend mend = new LetterMend(List.of(), "apache_combined", "Europe/Berlin", "shop.access");
        DeadLetterRecord letter = line("x");

        ChunkHeaders headers = mend.line(letter).orElseThrow();
        assertThat(headers.routing().zone()).hasToString("Europe/Berlin");
        assertThat(headers).isEqualTo(letter.line().orElseThrow().with(headers.routing()));
        assertThat(mend.changedHeaders(letter))
                .containsOnly(
                        Map.entry(Headers.FORMAT, "apache_combined"),
                        Map.entry(Headers.ZONE, "Europe/Berlin"),
                        Map.entry(Headers.DATASET, "shop.access"));
        MendedLetter sent = mend.apply(letter);
        assertThat(sent.value()).isEqualTo(letter.value());
        assertThat(sent.headers())
                .filteredOn(header -> header.key().equals(Headers.FORMAT))
                .singleElement()
                .satisfies(header -> assertThat(header.value()).asString().isEqualTo("apache_combined"));
        assertThat(sent.headers())
                .extracting(header -> header.key())
                .contains(Headers.REPLAY, Headers.BATCH)
                .doesNotContain(Headers.DLT_REASON);
    }

    @Test
    void anEventSaysItsNewDatasetItselfToo() {
        DeadLetterRecord letter = letter(
                Topics.ELASTICSEARCH_DEAD_LETTERS,
                "{\"n\":1.10,\"data_stream\":{\"dataset\":\"a\",\"namespace\":\"prod\"}}".getBytes(UTF_8),
                Map.of(Headers.DATA_STREAM, "logs-a-prod"));
        LetterMend mend = new LetterMend(List.of(), null, null, "b");

        MendedLetter sent = mend.apply(letter);

        assertThat(new String(sent.value(), UTF_8))
                .isEqualTo(
                        "{\"n\":1.10,\"data_stream\":{\"dataset\":\"b\",\"namespace\":\"prod\"},\"event\":{\"dataset\":\"b\"}}");
        assertThat(mend.changedHeaders(letter)).containsOnly(Map.entry(Headers.DATA_STREAM, "logs-b-prod"));
        assertThatThrownBy(() -> new LetterMend(List.of(), "json", null, null).value(letter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is an event that a store refused");
    }

    @Test
    void whatWouldBeSeveralLinesIsRefused() {
        LetterMend mend = new LetterMend(List.of(new TextReplacement(";", "\n", false)), null, null, null);

        assertThat(mend.value(line("a;"))).asString().isEqualTo("a\n");
        assertThatThrownBy(() -> mend.value(line("a;b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("logs.raw-dlt-0-7 would be several lines");
    }

    @Test
    void whatCannotBeIsRefusedWithItsName() {
        assertRefused("says what to find", () -> new TextReplacement("", "x", false));
        assertRefused("is no RE2 pattern", () -> new TextReplacement("(", "x", true));
        assertRefused("is found everywhere", () -> new TextReplacement("x*", "y", true));
        assertRefused("names a group that the pattern does not have", () -> new TextReplacement("(a)", "$2", true));
        assertRefused("at most 1000 characters", () -> new TextReplacement("x".repeat(1_001), "", false));
        assertRefused("there is no time zone 'Mars'", () -> new LetterMend(List.of(), null, "Mars", null));
        assertRefused("a dataset is up to", () -> new LetterMend(List.of(), null, null, "A-B"));
        assertRefused("cannot be the name of a format", () -> new LetterMend(List.of(), "a b", null, null));
        LetterMend grows =
                new LetterMend(List.of(new TextReplacement("a", "b".repeat(1_000), false)), null, null, null);
        assertRefused("at most 1 MiB", () -> grows.value(line("a".repeat(2_000))));
    }

    @Test
    void nothingToChangeIsNone() {
        assertThat(new LetterMend(null, " ", "", null)).isEqualTo(LetterMend.NONE);
        assertThat(new LetterMend(List.of(new TextReplacement("a", "b", true)), "json", null, "d").description())
                .isEqualTo("pattern 'a' by 'b'; format json; dataset d");
    }

    private static void assertRefused(String why, Runnable made) {
        assertThatThrownBy(made::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private static DeadLetterRecord line(String text) {
        return letter(Topics.RAW_DEAD_LETTERS, text.getBytes(UTF_8), chunk());
    }

    private static Map<String, String> chunk() {
        Map<String, String> headers = new HashMap<>();
        ChunkHeaders.of("auto", "batch", 5).writeTo((name, value) -> headers.put(name, new String(value, UTF_8)));
        return headers;
    }

    private static DeadLetterRecord letter(String topic, byte[] value, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> found = new ConsumerRecord<>(topic, 0, 7, null, value);
        headers.forEach((name, text) -> found.headers().add(name, text.getBytes(UTF_8)));
        new DeadLetter("id", DeadLetterReason.BAD_TIMESTAMP, "m", null, 0, 1, 1).writeTo(found.headers()::add);
        return new DeadLetterRecord(found);
    }
}
