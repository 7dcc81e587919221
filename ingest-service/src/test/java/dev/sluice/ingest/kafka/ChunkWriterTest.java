// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.WriteRejectedException;
import dev.sluice.ingest.rejection.WriteRejectedException.Fate;
import dev.sluice.model.ChunkEncoding;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.model.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

/** What the sender is told of each part, for whatever Kafka does: {@code s0} is the sending of a chunk, {@code a0} the waiting for it. */
class ChunkWriterTest {

    private static final DeliverySettings SETTINGS = new DeliverySettings(Duration.ofSeconds(10));

    private final List<String> steps = new ArrayList<>();
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final DeclaredTopics topics = mock(DeclaredTopics.class);
    private Broker broker = value -> new Answer(value, null);
    /** As {@link System#nanoTime}: of any size. */
    private long now = Duration.ofHours(1).toNanos();

    private ChunkWriter writer;

    /** What becomes of the record with a value. */
    private interface Broker {
        Answer answer(String value);
    }

    @BeforeEach
    @SuppressWarnings("unchecked")
    void writer() throws Exception {
        KafkaTemplate<byte[], byte[]> kafka = mock(KafkaTemplate.class);
        when(kafka.send(any(ProducerRecord.class))).thenAnswer(call -> {
            ProducerRecord<byte[], byte[]> record = call.getArgument(0);
            String value = new String(record.value(), UTF_8);
            steps.add("s" + value);
            Answer answer = broker.answer(value);
            records.add(record);
            return answer;
        });
        when(topics.exist(any())).thenReturn(true);
        writer = new ChunkWriter(kafka, topics, new ChunkRecords(Clock.systemUTC()), SETTINGS, () -> now);
    }

    @Test
    void chunksOfOneKeyAreSentOneAfterTheOther() {
        writer.write(List.of(batch("key", "0", "1"), batch("key", "2")));

        assertThat(steps).containsExactly("s0", "a0", "s1", "a1", "s2", "a2");
    }

    @Test
    void chunksOfOtherKeysAndOfNoneAreOnTheirWayTogether() {
        writer.write(List.of(batch("one", "0"), batch("other", "1"), batch(null, "2", "3"), batch("one", "4")));

        assertThat(steps).containsExactly("s0", "s1", "s2", "s3", "a0", "a1", "a2", "a3", "s4", "a4");
    }

    @Test
    void whatIsAcknowledgedIsNotUnderWayAnyMore() {
        writer.write(List.of(batch("one", "0"), batch("other", "1"), batch("one", "2"), batch("other", "3")));

        assertThat(steps).containsExactly("s0", "s1", "a0", "a1", "s2", "s3", "a2", "a3");
    }

    @Test
    void aDeadLetterGoesToItsTopicInTheSameOrder() {
        writer.write(List.of(new ChunkBatch(headers(), "key", List.of(chunk("0"), deadLetter("1"), chunk("2")))));

        assertThat(steps).containsExactly("s0", "a0", "s1", "a1", "s2", "a2");
        assertThat(records)
                .extracting(ProducerRecord::topic)
                .containsExactly(Topics.RAW, Topics.RAW_DEAD_LETTERS, Topics.RAW);
    }

    @Test
    void whatFollowsAChunkThatIsNotAcknowledgedIsNeverSent() {
        broker = value -> new Answer(value, value.equals("0") ? failed(new NotEnoughReplicasException("two")) : null);

        WriteRejectedException rejection = rejection(batch("key", "0", "1"), batch("key", "2"));

        assertThat(steps).containsExactly("s0", "a0", "a0");
        assertThat(rejection.reason()).isEqualTo(RejectionReason.KAFKA_AWAY);
        assertThat(rejection.fates()).containsExactly(Fate.UNKNOWN, Fate.NOT_SENT);
        assertThat(rejection.accepted()).isZero();
        assertThat(rejection)
                .hasMessage(
                        "Kafka did not take the lines in time; whether any of them arrived is not known: send the same"
                                + " request again with the same Idempotency-Key, or the same stream and offset; no line will be"
                                + " there twice");
    }

    @Test
    void whatIsUnderWayWhenSendingFailsIsWaitedFor() {
        broker = value -> {
            if (value.equals("3")) {
                throw new org.apache.kafka.common.KafkaException("closed");
            }
            return new Answer(value, value.equals("1") ? failed(new NotEnoughReplicasException("two")) : null);
        };

        WriteRejectedException rejection =
                rejection(batch(null, "0"), batch(null, "1"), batch(null, "2"), batch(null, "3"), batch(null, "4"));

        assertThat(steps).containsExactly("s0", "s1", "s2", "s3", "a0", "a1", "a2");
        assertThat(rejection.fates())
                .containsExactly(Fate.WRITTEN, Fate.UNKNOWN, Fate.WRITTEN, Fate.NOT_SENT, Fate.NOT_SENT);
        assertThat(rejection.accepted()).isEqualTo(2);
        assertThat(rejection)
                .hasMessageContaining("2 lines of the request were accepted before, and of others it is not known")
                .hasMessageEndingWith(
                        "sending the request again can repeat lines; with an Idempotency-Key it would be safe");
    }

    @Test
    void aBatchOfWhichOnlyAPartWasSentIsUnknownAndItsDeadLettersAreNoAcceptedLines() {
        ChunkBatch batch = new ChunkBatch(headers(), "key", List.of(deadLetter("0"), chunk("1"), chunk("2")));
        broker = value -> new Answer(value, value.equals("2") ? failed(new NotEnoughReplicasException("two")) : null);

        WriteRejectedException rejection = rejection(batch);

        assertThat(rejection.fates()).containsExactly(Fate.UNKNOWN);
        assertThat(rejection.accepted()).isOne();
    }

    @Test
    void nothingIsSentToTopicsThatAreNotThere() throws Exception {
        when(topics.exist(any())).thenReturn(false);

        WriteRejectedException rejection = rejection(batch(null, "0"), batch(null, "1"));

        assertThat(steps).isEmpty();
        assertThat(rejection.reason()).isEqualTo(RejectionReason.KAFKA_AWAY);
        assertThat(rejection.fates()).containsExactly(Fate.NOT_SENT, Fate.NOT_SENT);
        assertThat(rejection).hasMessageEndingWith("nothing of the request was accepted: send it again later");
    }

    @Test
    void aFullProducerIsNoOutage() {
        broker = value -> new Answer(value, failed(new BufferExhaustedException("full")));

        assertThat(rejection(batch(null, "0")).reason()).isEqualTo(RejectionReason.OVERLOADED);
    }

    @Test
    void aBrokerThatCannotStoreIsSaid() {
        broker = value -> new Answer(value, failed(new KafkaStorageException("no space left")));

        assertThat(rejection(batch(null, "0"))).hasMessageStartingWith("Kafka cannot store the lines: no space left; ");
    }

    @Test
    void noFurtherChunkIsSentWhenWhatIsLeftIsNeededForThoseUnderWay() {
        broker = value -> {
            now += SETTINGS.sendWindow().toNanos() / 2;
            return new Answer(value, null);
        };

        WriteRejectedException rejection = rejection(batch(null, "0"), batch(null, "1"), batch(null, "2"));

        assertThat(steps).containsExactly("s0", "s1", "a0", "a1");
        assertThat(rejection.fates()).containsExactly(Fate.WRITTEN, Fate.WRITTEN, Fate.NOT_SENT);
    }

    @Test
    void theAnswerIsWaitedForAsLongAsThereIsTimeAndNoLonger() {
        List<Long> waits = new ArrayList<>();
        broker = value -> new Answer(value, nanos -> {
            waits.add(nanos);
            now += SETTINGS.deadline().toNanos();
            throw new TimeoutException();
        });

        WriteRejectedException rejection = rejection(batch(null, "0"), batch(null, "1"));

        assertThat(waits).containsExactly(SETTINGS.deadline().toNanos(), 0L, 0L);
        assertThat(rejection.fates()).containsExactly(Fate.UNKNOWN, Fate.UNKNOWN);
    }

    @Test
    void anInterruptIsKept() {
        broker = value -> new Answer(value, nanos -> {
            throw new InterruptedException();
        });

        WriteRejectedException rejection = rejection(batch(null, "0"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rejection.fates()).containsExactly(Fate.UNKNOWN);
    }

    @Test
    void anInterruptIsKeptThoughTheAnswerComesAfterIt() {
        List<Long> waits = new ArrayList<>();
        broker = value -> new Answer(value, nanos -> {
            waits.add(nanos);
            if (waits.size() == 1) {
                throw new InterruptedException();
            }
        });

        WriteRejectedException rejection = rejection(batch(null, "0"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rejection.fates()).containsExactly(Fate.WRITTEN);
    }

    @Test
    void anInterruptIsKeptThatComesAfterSendingHasFailed() {
        broker = value -> {
            if (value.equals("1")) {
                throw new org.apache.kafka.common.KafkaException("closed");
            }
            return new Answer(value, nanos -> {
                throw new InterruptedException();
            });
        };

        WriteRejectedException rejection = rejection(batch(null, "0"), batch(null, "1"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(rejection.fates()).containsExactly(Fate.UNKNOWN, Fate.NOT_SENT);
    }

    @Test
    void anErrorOfOurOwnIsNoRejection() {
        broker = value -> {
            throw new IllegalStateException("a fault");
        };

        assertThatCode(() -> writer.write(List.of(batch(null, "0")))).isInstanceOf(IllegalStateException.class);
    }

    private WriteRejectedException rejection(ChunkBatch... batches) {
        return catchThrowableOfType(WriteRejectedException.class, () -> writer.write(List.of(batches)));
    }

    private static ChunkBatch batch(String key, String... values) {
        List<Chunk> chunks = new ArrayList<>();
        for (String value : values) {
            chunks.add(chunk(value));
        }
        return new ChunkBatch(headers(), key, chunks);
    }

    private static Chunk chunk(String value) {
        return new Chunk(value.getBytes(UTF_8), 0, 0, 1, null);
    }

    private static Chunk deadLetter(String value) {
        return new Chunk(
                value.getBytes(UTF_8), 0, 0, 1, new DeadLetterCause(DeadLetterReason.LINE_TOO_LONG, "too long"));
    }

    private static ChunkHeaders headers() {
        return new ChunkHeaders(
                Routing.of(LogFormat.TEXT),
                Position.ofBatch("batch"),
                Provenance.UNKNOWN,
                new Receipt(1_000, 1, ChunkEncoding.IDENTITY));
    }

    private static Waiting failed(Exception cause) {
        return nanos -> {
            throw new ExecutionException(cause);
        };
    }

    /** How the waiting for an acknowledgement ends. */
    private interface Waiting {
        void await(long nanos) throws InterruptedException, ExecutionException, TimeoutException;
    }

    private final class Answer extends CompletableFuture<SendResult<byte[], byte[]>> {

        private final String value;
        private final Waiting waiting;

        /** @param waiting null for one that is acknowledged */
        Answer(String value, Waiting waiting) {
            this.value = value;
            this.waiting = waiting;
        }

        @Override
        public SendResult<byte[], byte[]> get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            steps.add("a" + value);
            if (waiting != null) {
                waiting.await(unit.toNanos(timeout));
            }
            return null;
        }
    }
}
