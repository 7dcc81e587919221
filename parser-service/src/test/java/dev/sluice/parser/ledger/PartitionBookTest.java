// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.DataStream;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookSegment;
import dev.sluice.model.ledger.LineRow;
import dev.sluice.model.ledger.LineTally;
import dev.sluice.model.ledger.LineTally.Term;
import dev.sluice.model.ledger.StreamRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionBookTest {

    private static final DataStream ACCESS = new DataStream("apache.access", "default");
    private static final long RECEIVED = 7 * 3_600_000L;

    private final PartitionBook book = new PartitionBook();

    @Test
    void aSegmentGrowsFromTransactionToTransaction() {
        book.begin(0);
        write(4, 2);
        book.begin(1);
        write(5, 3);

        BookSegment segment = BookSegment.parse(book.text());

        assertThat(new String(book.key(3), UTF_8)).isEqualTo("parser/3/4/-1");
        assertThat(segment.from()).isEqualTo(4);
        assertThat(segment.to()).isEqualTo(6);
        assertThat(segment.events().get(new StreamRow(7, ACCESS.name())).events())
                .isEqualTo(5);
        LineTally lines = segment.lines().get(new LineRow(7, "web", "default"));
        assertThat(lines.get(Term.LINES)).isEqualTo(5);
        assertThat(lines.difference()).isZero();
    }

    @Test
    void offsetsWithoutAChunkAreGaps() {
        book.begin(0);
        write(4, 1);
        write(9, 1);

        assertThat(BookSegment.parse(book.text()).gaps()).containsExactly(new BookSegment.Gap(5, 9));
    }

    @Test
    void anOldSegmentIsFollowedByOneThatBeginsWhereItsEventsEnd() {
        book.begin(0);
        write(4, 2);
        book.begin(61_000);
        write(8, 3);

        BookSegment second = BookSegment.parse(book.text());

        assertThat(second.from())
                .as("so that what was skipped between them shows")
                .isEqualTo(5);
        assertThat(second.gaps()).containsExactly(new BookSegment.Gap(5, 8));
        assertThat(second.eventsFrom()).isEqualTo(1_002);
        assertThat(second.events().get(new StreamRow(7, ACCESS.name())).events())
                .isEqualTo(3);
    }

    @Test
    void linesThatTheHeadersCountWrongAreCountedAgain() {
        ChunkBook chunk = book.chunk(0, RECEIVED, 0, List.of());
        chunk.dropped("rule");
        chunk.close("web", "default", 0, "one\n\n\r\n".getBytes(UTF_8), false);

        assertThat(lines().get(Term.LINES)).isEqualTo(1);
        assertThat(lines().difference()).isZero();
    }

    @Test
    void aLineOfWhichNobodyKnowsAnythingIsMissing() {
        ChunkBook chunk = book.chunk(0, RECEIVED, 0, List.of("tenth"));
        chunk.dropped("tenth");
        chunk.deadLetter();
        chunk.close("web", "default", 3, "one\ntwo\nthree".getBytes(UTF_8), false);

        assertThat(lines().get(Term.SAMPLED)).isEqualTo(1);
        assertThat(lines().difference()).isEqualTo(1);
    }

    @Test
    void aPayloadIsOneLineAndSplitsIntoItsEvents() {
        ChunkBook chunk = book.chunk(0, RECEIVED, 0, List.of());
        chunk.repeats(2);
        chunk.deadLetter();
        chunk.payload(3);
        chunk.close("web", "default", 1, new byte[] {1, '\n', 2}, true);

        assertThat(lines().get(Term.SPLIT)).isEqualTo(2);
        assertThat(lines().difference()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        ''          | 0
        'a'         | 1
        'a\\n'      | 1
        '\\n\\r\\na' | 1
        'a\\nb\\r\\n' | 2
        '\\r'       | 0
        'a\\rb\\n\\n' | 1
        """)
    void linesWithoutAByteAreNone(String text, long lines) {
        byte[] bytes = text.translateEscapes().getBytes(UTF_8);

        assertThat(FilledLines.count(bytes, 0, bytes.length)).isEqualTo(lines);
    }

    private LineTally lines() {
        return BookSegment.parse(book.text()).lines().get(new LineRow(7, "web", "default"));
    }

    private void write(long offset, int events) {
        ChunkBook chunk = book.chunk(offset, RECEIVED, 61_000 * (offset / 8), List.of());
        for (int i = 0; i < events; i++) {
            chunk.event(ACCESS, "%022d".formatted(i).getBytes(UTF_8), sent(1_000 + i));
        }
        chunk.close("web", "default", events, new byte[0], false);
    }

    private static CompletableFuture<RecordMetadata> sent(long offset) {
        return CompletableFuture.completedFuture(
                new RecordMetadata(new TopicPartition(Topics.PARSED, 0), offset, 0, 0, 0, 0));
    }
}
