// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryAuditTest {

    private static final LineCorpus CORPUS = AccessLogLines.of(1);

    /** Enough for lines with backslash escapes to be among them. */
    private static final LineRange RANGE = new LineRange(5_000, 2_500);

    private final DeliveryAudit audit = new DeliveryAudit(CORPUS, RANGE, EventLayout.ecs(CORPUS));

    @Test
    void allEventsOfAllLinesAreRight() {
        events(RANGE).forEach(audit::event);

        assertThat(audit.delivery()).isEqualTo(new DeliveryCount(0, 0, 0, null));
        assertThat(audit.bytesPerEvent()).isBetween(300.0, 1000.0);
    }

    @Test
    void aLineWithoutAnEventIsLost() {
        events(new LineRange(RANGE.first(), RANGE.count() - 3)).forEach(audit::event);

        assertThat(audit.delivery()).isEqualTo(new DeliveryCount(3, 0, 0, null));
    }

    @Test
    void aSecondEventOfALineIsDoubled() {
        List<byte[]> events = events(RANGE);
        events.forEach(audit::event);
        audit.event(events.get(7));

        assertThat(audit.delivery()).isEqualTo(new DeliveryCount(0, 1, 0, null));
    }

    @Test
    void anEventOfNoLineOfTheRoundIsDoubled() {
        events(RANGE).forEach(audit::event);
        audit.event("{\"message\":\"nothing\"}".getBytes(UTF_8));
        events(new LineRange(RANGE.end(), 1)).forEach(audit::event);

        assertThat(audit.delivery().doubled()).isEqualTo(2);
    }

    @Test
    void anEventThatSaysSomethingElseIsWrong() {
        List<byte[]> events = events(RANGE);
        String changed = new String(events.get(7), UTF_8).replaceFirst("\"status_code\":\\d+", "\"status_code\":299");
        events.set(7, changed.getBytes(UTF_8));
        events.forEach(audit::event);

        assertThat(audit.delivery().wrong()).isEqualTo(1);
        assertThat(audit.delivery().example())
                .contains("http.response.status_code is '299' and should be")
                .startsWith(CORPUS.text(RANGE.first() + 7));
    }

    @Test
    void anEventThatIsNotJsonIsWrong() {
        audit.event(("not JSON, but of the line ?rid=%012x ".formatted(RANGE.first())).getBytes(UTF_8));

        assertThat(audit.delivery().wrong()).isEqualTo(1);
        assertThat(audit.delivery().lost()).isEqualTo(RANGE.count() - 1);
    }

    @Test
    void aTimeInApachesFormIsTheSameTime() {
        DeliveryAudit apache = new DeliveryAudit(
                CORPUS,
                new LineRange(0, 1),
                new EventLayout(java.util.Map.of("@timestamp", "time"), EventLayout.TimeFormat.APACHE));
        String line = CORPUS.text(0);
        String time = line.substring(line.indexOf('[') + 1, line.indexOf(']'));
        apache.event(("{\"time\":\"" + time + "\",\"path\":\"?rid=000000000000\"}").getBytes(UTF_8));

        assertThat(apache.delivery()).isEqualTo(new DeliveryCount(0, 0, 0, null));
    }

    @Test
    void lineNumbersAreAsLongAsTheyGet() {
        assertThat(LineCorpus.numberIn(CORPUS.text(0xabc_def0_1234L).getBytes(UTF_8)))
                .isEqualTo(0xabc_def0_1234L);
    }

    @Test
    void theSameSeedMakesTheSameLines() {
        assertThat(AccessLogLines.of(7).text(12_345))
                .isEqualTo(AccessLogLines.of(7).text(12_345));
        assertThat(AccessLogLines.of(8).text(12_345))
                .isNotEqualTo(AccessLogLines.of(7).text(12_345));
    }

    @Test
    void partsHoldAllLines() {
        assertThat(new LineRange(10, 7).parts(3))
                .containsExactly(new LineRange(10, 2), new LineRange(12, 2), new LineRange(14, 3));
    }

    private static List<byte[]> events(LineRange range) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        byte[] line = new byte[CORPUS.longestLine()];
        for (long number = range.first(); number < range.end(); number++) {
            chunk.write(line, 0, CORPUS.write(number, line, 0));
        }
        List<byte[]> events = new ArrayList<>();
        byte[] bytes = chunk.toByteArray();
        new ChunkParser(ParserSettings.defaults())
                .parse(
                        ChunkHeaders.of(CORPUS.format(), "batch", 1_795_345_200_000L),
                        bytes,
                        0,
                        bytes.length,
                        new ParseOutput() {
                            @Override
                            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                                events.add(Arrays.copyOfRange(json, from, to));
                            }

                            @Override
                            public void deadLetter(
                                    long line,
                                    byte[] bytes,
                                    int from,
                                    int to,
                                    DeadLetterReason reason,
                                    String message) {
                                throw new IllegalStateException(message);
                            }
                        });
        return events;
    }
}
