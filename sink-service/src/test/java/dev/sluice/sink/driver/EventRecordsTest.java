// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EventRecordsTest {

    /** Whichever byte of a word it is, and whatever the bytes beside it. */
    @Test
    void aLineBreakAnywhereBecomesASpace() {
        for (int length = 1; length <= 33; length++) {
            for (int at = 0; at < length; at++) {
                for (String around : new String[] {"x", "\u000b", "\t", "\u0000", "\u008a"}) {
                    byte[] json = around.repeat(length).getBytes(UTF_8);
                    json[at] = '\n';
                    byte[] expected = json.clone();
                    expected[at] = ' ';
                    assertThat(EventRecords.onOneLine(json))
                            .as("at %d of %d", at, length)
                            .isEqualTo(expected);
                    assertThat(json[at]).as("the record's own bytes").isEqualTo((byte) '\n');
                }
            }
        }
    }

    @Test
    void allLineBreaksBecomeSpaces() {
        assertThat(EventRecords.onOneLine("{\n\"a\":\n[1,\n2]\n}".getBytes(UTF_8)))
                .isEqualTo("{ \"a\": [1, 2] }".getBytes(UTF_8));
    }

    @Test
    void bytesWithoutALineBreakAreNotCopied() {
        byte[] json = "{\"message\":\"\u010a \u0a0a \u000b\"}".getBytes(UTF_8);
        assertThat(EventRecords.onOneLine(json)).isSameAs(json);
    }

    @Test
    void ageIsMeasuredFromReceiptWhichIsTheRecordsTimeUnlessAHeaderSaysOtherwise() {
        assertThat(EventRecords.receivedAt(record(Map.of()))).isEqualTo(1_000);
        assertThat(EventRecords.receivedAt(record(Map.of(Headers.RECEIVED, "400"))))
                .isEqualTo(400);
        assertThat(EventRecords.receivedAt(record(Map.of(Headers.RECEIVED, "soon"))))
                .isEqualTo(1_000);
    }

    @Test
    void anEventWithARouteIsForThatStoreAlone() {
        assertThat(EventRecords.isForAnotherStore(record(Map.of()), "s3")).isFalse();
        assertThat(EventRecords.isForAnotherStore(record(Map.of(Headers.ROUTE, "s3")), "s3"))
                .isFalse();
        assertThat(EventRecords.isForAnotherStore(record(Map.of(Headers.ROUTE, "elasticsearch")), "s3"))
                .isTrue();
    }

    private static ConsumerRecord<byte[], byte[]> record(Map<String, String> headers) {
        RecordHeaders recordHeaders = new RecordHeaders();
        headers.forEach((name, value) -> recordHeaders.add(name, value.getBytes(UTF_8)));
        return new ConsumerRecord<>(
                Topics.PARSED,
                0,
                7,
                1_000,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                null,
                null,
                recordHeaders,
                Optional.empty());
    }
}
