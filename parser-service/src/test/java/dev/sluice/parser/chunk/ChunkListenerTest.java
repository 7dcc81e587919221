// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.chunk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.model.lz4.Lz4FrameEncoder;
import dev.sluice.parser.dedup.DedupLimits;
import dev.sluice.parser.dedup.Deduplicators;
import dev.sluice.parser.metrics.ParserMetrics;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parser.rules.ParserVersions;
import dev.sluice.parser.rules.RulesLogInMemory;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One poll is one transaction: what is written, remembered and counted, by how the transaction ends. */
class ChunkListenerTest {

    private static final long NOW = System.currentTimeMillis();

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public void close(Duration timeout) {
                    // The next transaction has it again.
                }

                @Override
                public void close() {
                    close(Duration.ZERO);
                }
            };
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Deduplicators deduplicators = new Deduplicators(
            isolation -> stateConsumer(),
            new DedupLimits(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(1), 1 << 20, 1 << 20),
            true);
    private final OneProducer factory = new OneProducer();
    private final TransactionTemplate transactions = new TransactionTemplate(transactionManager());
    private final RulesLogInMemory versions = new RulesLogInMemory();
    private final LiveRules rules = versions.rules(ParserSettings.defaults());
    private final ChunkListener listener = new ChunkListener(
            new KafkaTemplate<>(factory),
            deduplicators,
            new ParserVersions(rules),
            EventIdSecret.PUBLIC,
            new ParserMetrics(registry, Clock.systemUTC()),
            Clock.systemUTC(),
            Tracing.off(),
            () -> {});

    ChunkListenerTest() {
        producer.initTransactions();
        deduplicators.restore(List.of(0));
    }

    @Test
    void aCommittedPollIsRememberedAndCounted() {
        poll(chunk(0, "k", "a\nb\n"));
        poll(chunk(1, "k", "a\nb\nc\n"));

        assertThat(producer.history())
                .extracting(ProducerRecord::topic)
                .filteredOn(Topics.PARSED::equals)
                .hasSize(3);
        assertThat(count("sluice.parser.events")).isEqualTo(3);
        assertThat(count("sluice.parser.repeats")).isEqualTo(2);
    }

    /** Each repeat is known by the lines, however they came. */
    @Test
    void aChunkInAFrameIsTheChunkThatItHolds() {
        poll(encoded(0, "k", "a\nb\n"));
        poll(chunk(1, "k", "a\nb\nc\n"));

        assertThat(events()).hasSize(3);
        assertThat(count("sluice.parser.repeats")).isEqualTo(2);
        assertThat(count("sluice.parser.bytes")).isEqualTo(4 + 6);
    }

    @Test
    void aFrameThatIsBrokenIsOneLetterThatKeepsItAsItIs() {
        ConsumerRecord<byte[], byte[]> broken = encoded(0, "k", "a\nb\n");
        broken.value()[broken.value().length - 1] ^= 1;

        poll(broken);
        poll(chunk(1, "k", "a\n"));

        assertThat(letters()).hasSize(1);
        ProducerRecord<byte[], byte[]> letter = letters().getFirst();
        assertThat(letter.value()).isEqualTo(broken.value());
        assertThat(text(letter, Headers.ENCODING)).isEqualTo("lz4");
        assertThat(text(letter, Headers.DLT_REASON)).isEqualTo("BAD_HEADERS");
        assertThat(text(letter, Headers.DLT_MESSAGE)).contains("checksum");
        assertThat(events()).hasSize(1);
    }

    /** A replay is let through once, and what has become the same letter again was not let through. */
    @Test
    void aReplayThatComesBackIsNoRepeatWhenItIsReplayedAfterItsCauseWasMended() {
        ConsumerRecord<byte[], byte[]> chunk = chunk(0, "k", "no json\n");
        chunk.headers().remove(Headers.FORMAT).add(Headers.FORMAT, "json".getBytes(UTF_8));
        poll(chunk);

        poll(replayOf(letters().getFirst(), 1, "json"));
        assertThat(letters()).hasSize(2);
        assertThat(text(letters().getLast(), Headers.DLT_ID))
                .isEqualTo(text(letters().getFirst(), Headers.DLT_ID));

        poll(replayOf(letters().getLast(), 2, "text"));
        poll(replayOf(letters().getFirst(), 3, "text"));

        assertThat(letters()).hasSize(2);
        assertThat(events()).hasSize(1);
        assertThat(count("sluice.parser.repeats")).isEqualTo(1);
    }

    private static ConsumerRecord<byte[], byte[]> replayOf(
            ProducerRecord<byte[], byte[]> letter, long offset, String format) {
        RecordHeaders headers = new RecordHeaders();
        letter.headers().forEach(headers::add);
        headers.remove(Headers.FORMAT).add(Headers.FORMAT, format.getBytes(UTF_8));
        headers.add(Headers.REPLAY, text(letter, Headers.DLT_ID).getBytes(UTF_8));
        return record(offset, null, letter.value(), headers);
    }

    @Test
    void aLineOfAFrameThatCannotBeParsedIsALetterOfThatLine() {
        ConsumerRecord<byte[], byte[]> chunk = encoded(0, "k", "{}\nno json\n");
        chunk.headers().remove(Headers.FORMAT).add(Headers.FORMAT, "json".getBytes(UTF_8));

        poll(chunk);

        assertThat(letters()).hasSize(1);
        ProducerRecord<byte[], byte[]> letter = letters().getFirst();
        assertThat(new String(letter.value(), UTF_8)).isEqualTo("no json");
        assertThat(letter.headers().lastHeader(Headers.ENCODING)).isNull();
        assertThat(text(letter, Headers.LINE)).isEqualTo("1");
    }

    static Stream<RuntimeException> endings() {
        return Stream.of(
                new ProducerFencedException("timed out at the coordinator"),
                new InvalidProducerEpochException("timed out at the coordinator"),
                new TimeoutException("no answer"),
                new IllegalStateException("whatever"));
    }

    /** However it ended, and whoever was told: the next poll must not go on with what this one changed. */
    @ParameterizedTest
    @MethodSource("endings")
    void aPollThatIsNotKnownToBeCommittedIsNotGoneOnFrom(RuntimeException ending) {
        producer.commitTransactionException = ending;
        assertThatThrownBy(() -> poll(chunk(0, "k", "a\n"))).isInstanceOf(RuntimeException.class);
        producer.commitTransactionException = null;

        assertThatThrownBy(() -> poll(chunk(1, "k", "b\n"))).hasStackTraceContaining("was not restored");

        assertThat(count("sluice.parser.events")).isZero();
    }

    private void poll(ConsumerRecord<byte[], byte[]> chunk) {
        transactions.executeWithoutResult(status -> listener.onMessage(List.of(chunk), consumer));
    }

    private List<ProducerRecord<byte[], byte[]>> events() {
        return written(Topics.PARSED);
    }

    private List<ProducerRecord<byte[], byte[]>> letters() {
        return written(Topics.RAW_DEAD_LETTERS);
    }

    private List<ProducerRecord<byte[], byte[]>> written(String topic) {
        return producer.history().stream()
                .filter(each -> each.topic().equals(topic))
                .toList();
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    private static ConsumerRecord<byte[], byte[]> encoded(long offset, String key, String lines) {
        byte[] content = lines.getBytes(UTF_8);
        Lz4FrameEncoder lz4 = new Lz4FrameEncoder();
        lz4.add(content, 0, content.length);
        ConsumerRecord<byte[], byte[]> record = chunk(offset, key, Arrays.copyOf(lz4.bytes(), lz4.length()));
        record.headers().add(Headers.ENCODING, "lz4".getBytes(UTF_8));
        return record;
    }

    private double count(String name) {
        return registry.counter(name).count();
    }

    private static ConsumerRecord<byte[], byte[]> chunk(long offset, String key, String lines) {
        return chunk(offset, key, lines.getBytes(UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> chunk(long offset, String key, byte[] value) {
        RecordHeaders headers = new RecordHeaders();
        ChunkHeaders.of("text", key, NOW).writeTo(headers::add);
        return record(offset, key.getBytes(UTF_8), value, headers);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] key, byte[] value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                Topics.RAW, 0, offset, NOW, TimestampType.LOG_APPEND_TIME, 0, 0, key, value, headers, Optional.empty());
    }

    private KafkaTransactionManager<byte[], byte[]> transactionManager() {
        KafkaTransactionManager<byte[], byte[]> manager = new KafkaTransactionManager<>(factory);
        manager.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_ALWAYS);
        return manager;
    }

    private static MockConsumer<byte[], byte[]> stateConsumer() {
        MockConsumer<byte[], byte[]> state = new MockConsumer<>("earliest");
        Map<TopicPartition, Long> empty = Map.of(new TopicPartition(Topics.PARSER_STATE, 0), 0L);
        state.updateBeginningOffsets(empty);
        state.updateEndOffsets(empty);
        return state;
    }

    private final class OneProducer implements ProducerFactory<byte[], byte[]> {

        @Override
        public Producer<byte[], byte[]> createProducer() {
            return producer;
        }

        @Override
        public Producer<byte[], byte[]> createProducer(String transactionIdPrefix) {
            return producer;
        }

        @Override
        public boolean transactionCapable() {
            return true;
        }
    }
}
