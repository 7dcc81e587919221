// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Topics;
import dev.sluice.model.ledger.StreamRow;
import dev.sluice.operations.erasure.ErasureRecord.State;
import dev.sluice.operations.erasure.ErasureRecord.Subject;
import dev.sluice.operations.testing.Broker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an erasure writes down is there for whoever goes on with it, for the ledger, and for people; the value is not. */
class ITErasureLog {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Subject ALICE = new Subject("user.name", "alice@example.com", null, null, null, null);
    private static final String STREAM = "logs-app-default";
    private static final String FOLDER = "dataset=app/namespace=default/dt=2026-03-01/hour=10/";

    @TempDir
    private Path folder;

    private Broker broker;

    @BeforeEach
    void start() {
        broker = new Broker(folder);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void isGoneOnWithByTheSameSubjectAndByNoOther() {
        String id;
        try (ErasureLog log = open(ALICE)) {
            id = log.record().id();
            log.erasing(
                    "s3",
                    STREAM,
                    7,
                    IntStream.range(0, 2_500).mapToObj(Integer::toString).toList());
            log.erasing("s3", STREAM, 7, List.of("0", "new"));
            log.clean(FOLDER, Map.of("a", "1"));
            // Killed here.
        }
        try (ErasureLog other = open(new Subject("user.name", "bob", null, null, null, null))) {
            assertThat(other.record().id()).isNotEqualTo(id);
            assertThat(other.clean(FOLDER)).isEmpty();
            assertThat(other.isErased("s3", "2499")).as("of any erasure").isTrue();
            other.erasing("s3", STREAM, 7, List.of("0", "of bob"));
        }
        try (ErasureLog span = open(new Subject("user.name", ALICE.value(), NOW, null, null, null))) {
            assertThat(span.record().id()).isNotEqualTo(id);
        }
        try (ErasureLog again = open(ALICE)) {
            assertThat(again.record().id()).isEqualTo(id);
            assertThat(again.record().runs()).isEqualTo(2);
            assertThat(again.clean(FOLDER)).containsExactly(Map.entry("a", "1"));
            assertThat(again.isErased("s3", "new")).isTrue();
            assertThat(again.isErased("elasticsearch", "new")).isFalse();
            again.erasing("elasticsearch", STREAM, 8, List.of("new"));
            assertThat(again.done().events()).isEqualTo(Map.of("s3", 2_501L, "elasticsearch", 1L));
        }
        try (ErasureLog next = open(ALICE)) {
            assertThat(next.record().id()).as("the first is done").isNotEqualTo(id);
        }
        assertThat(ErasureLog.history(broker.connection()))
                .filteredOn(record -> record.id().equals(id))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.state()).isEqualTo(State.DONE);
                    assertThat(record.by()).isEqualTo("ops@host");
                    assertThat(record.note()).isEqualTo("ticket 7");
                    assertThat(record.field()).isEqualTo("user.name");
                    assertThat(record.at()).isEqualTo(NOW);
                    assertThat(record.ended()).isEqualTo(NOW);
                });
        assertThat(ErasedEvents.readAll(broker.connection()).counts())
                .isEqualTo(Map.of(
                        "s3", Map.of(new StreamRow(7, STREAM), 2_502L),
                        "elasticsearch", Map.of(new StreamRow(8, STREAM), 1L)));
        assertThat(broker.read(Topics.ERASURES))
                .hasSizeGreaterThan(10)
                .noneMatch(record -> new String(record.key(), UTF_8).contains("alice")
                        || record.value() != null && new String(record.value(), UTF_8).contains("alice"));
    }

    @Test
    void whereNothingWasErasedNothingIsKnown() {
        assertThat(ErasureLog.history(broker.connection())).isEmpty();
        assertThat(ErasedEvents.readAll(broker.connection()).counts()).isEmpty();
    }

    private ErasureLog open(Subject subject) {
        return ErasureLog.open(broker.connection(), subject, "ops@host", "ticket 7", Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
