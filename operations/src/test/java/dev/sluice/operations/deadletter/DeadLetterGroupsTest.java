// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import dev.sluice.operations.deadletter.DeadLetterGroups.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterGroupsTest {

    private final List<DeadLetterRecord> letters = new ArrayList<>();
    private final DeadLetterGroups grouped = new DeadLetterGroups();
    private long nextOffset;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    192.0.2.7 [31/Feb/2026:11:00:00 +0000] "GET /a HTTP/1.1" 200 | 9.9.9.9 [9/a/9:9:9:9 +9] "a /a a/9.9" 9
                    {"n":17,"s":"ü"}                                             | {"a":9,"a":"?"}
                    x--y                                                         | a--a
                    """)
    void aShapeHasNoWordsAndNoNumbers(String line, String shape) {
        assertThat(ByteShape.of(line.getBytes(UTF_8))).isEqualTo(shape);
    }

    @Test
    void aShapeIsShortAndHasNoControlCharacters() {
        assertThat(ByteShape.of("\u001b[31m\r\n\t x".getBytes(UTF_8))).isEqualTo("?[9a a");
        assertThat(ByteShape.of("-=".repeat(100).getBytes(UTF_8)))
                .hasSize(ByteShape.MAX_LENGTH + 1)
                .endsWith("…");
    }

    @Test
    void lettersOfOneCauseAreOneGroupAndTheLargestComesFirst() {
        add("web", DeadLetterReason.BAD_TIMESTAMP, "at 31/Feb", 30);
        add("web", DeadLetterReason.NOT_THE_FORMAT, "hello world", 20);
        add("web", DeadLetterReason.NOT_THE_FORMAT, "bye all", 10);
        add("shop", DeadLetterReason.NOT_THE_FORMAT, "bye all", 40);

        assertThat(grouped.groups()).extracting(Group::count).containsExactly(2L, 1L, 1L);
        assertThat(grouped.groups().getFirst())
                .isEqualTo(new Group(
                        new Cause(Topics.RAW_DEAD_LETTERS, "NOT_THE_FORMAT", "apache.access", "web", "a a"),
                        2,
                        Instant.ofEpochMilli(10),
                        Instant.ofEpochMilli(20),
                        "logs.raw-dlt-0-1",
                        "hello world is wrong"));
    }

    @Test
    void groupsBeyondTheBoundShareOne() {
        for (int i = 0; i < DeadLetterGroups.MAX_GROUPS + 5; i++) {
            add("sender-" + i, DeadLetterReason.BAD_JSON, "x", i);
        }
        add("sender-0", DeadLetterReason.BAD_JSON, "x", 5_000);

        assertThat(grouped.groups()).hasSize(DeadLetterGroups.MAX_GROUPS + 1);
        assertThat(grouped.groups().getFirst())
                .satisfies(group -> assertThat(group.cause().reason()).isEqualTo(DeadLetterGroups.OTHER))
                .satisfies(group -> assertThat(group.count()).isEqualTo(5));
        assertThat(grouped.groups().get(1).count()).isEqualTo(2);
    }

    @Test
    void aGroupIsAFilterForItsOwnLettersOnly() {
        add("shop", DeadLetterReason.BAD_TIMESTAMP, "a 1", 1);
        add("shop", DeadLetterReason.BAD_TIMESTAMP, "b 22", 2);
        add("shop", DeadLetterReason.BAD_TIMESTAMP, "c-3", 3);
        add("web", DeadLetterReason.BAD_TIMESTAMP, "d 4", 4);

        DeadLetterFilter filter =
                DeadLetterFilter.ofGroup(grouped.groups().getFirst().cause(), Instant.ofEpochMilli(2));

        assertThat(letters)
                .filteredOn(filter::matches)
                .extracting(DeadLetterRecord::message)
                .containsExactly("a 1 is wrong");
    }

    @Test
    void aReasonThatThereIsNotIsRefused() {
        assertThatThrownBy(
                        () -> new DeadLetterFilter(Set.of(), Set.of("BAD_TIMESTAMPS"), Set.of(), Set.of(), null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no reason 'BAD_TIMESTAMPS'")
                .hasMessageContaining("BAD_TIMESTAMP, ");
    }

    private void add(String sender, DeadLetterReason reason, String line, long at) {
        ConsumerRecord<byte[], byte[]> letter =
                new ConsumerRecord<>(Topics.RAW_DEAD_LETTERS, 0, nextOffset++, null, line.getBytes(UTF_8));
        letter.headers().add(Headers.SENDER, sender.getBytes(UTF_8));
        letter.headers().add(Headers.FORMAT, "apache_common".getBytes(UTF_8));
        new DeadLetter("id", reason, line + " is wrong", null, 0, 1, at).writeTo(letter.headers()::add);
        letters.add(new DeadLetterRecord(letter));
        grouped.add(letters.getLast());
    }
}
