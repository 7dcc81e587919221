// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.RateLimiter;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.Resolution.Decision;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Where dead letters are looked at and dealt with, each once.
 *
 * <p>A replay goes to the topic that the letter came from, with its own headers and {@code sluice.replay}, in one Kafka transaction with the
 * {@link Resolution} of it. A letter that has a resolution is not replayed again. So a replay that was killed goes on where it was when it is
 * asked for again, and asking twice makes one event. Two runs at once are no danger either: all use one transactional id, the later one ends
 * the earlier one's work before it reads the resolutions, and the earlier one fails with a {@code KafkaException}.
 */
public final class DeadLetterAdmin {

    private static final String TRANSACTIONAL_ID = "sluice-dead-letter-admin";

    /** Letters in a transaction: what an impatient reader of the topic waits for, and what a crash does again. */
    private static final int BATCH = 100;

    /** As big as what a sink may have written to a dead-letter topic. */
    private static final int MAX_REQUEST = 16 * 1024 * 1024;

    private final Map<String, Object> kafka;
    private final String by;
    private final Clock clock;
    private final Ticker ticker;
    private final TopicReader reader;

    /**
     * @param kafka how to reach the brokers: {@code bootstrap.servers} and whatever security needs
     * @param by who works here, for the audit record
     * @param ticker what rates are kept by
     */
    public DeadLetterAdmin(Map<String, Object> kafka, String by, Clock clock, Ticker ticker) {
        this.kafka = Map.copyOf(kafka);
        this.by = by;
        this.clock = clock;
        this.ticker = ticker;
        this.reader = new TopicReader(kafka);
    }

    /** What was done. */
    public record DeadLetterOutcome(long done, long alreadyReplayed, long alreadyDiscarded) {}

    /** Hands over letters and the resolution on each, if any, until there are no more or {@code visitor} says false. */
    public void visit(DeadLetterFilter filter, BiPredicate<DeadLetterRecord, Optional<Resolution>> visitor) {
        ResolutionLog resolutions = ResolutionLog.read(reader);
        visit(filter, letter -> visitor.test(letter, resolutions.of(letter.coordinates())));
    }

    /** The letter at {@code coordinates}, if it is still there. */
    public Optional<DeadLetterRecord> find(Coordinates coordinates) {
        DeadLetterFilter.requireDeadLetterTopic(coordinates.topic());
        return reader.at(coordinates.topic(), coordinates.partition(), coordinates.offset())
                .map(DeadLetterRecord::new);
    }

    /** The resolution on a letter, if there is one. */
    public Optional<Resolution> resolutionOf(Coordinates coordinates) {
        return ResolutionLog.read(reader).of(coordinates);
    }

    /**
     * Replays all letters that match and have no resolution.
     *
     * @param perSecond letters a second at most
     * @param progress is told how many were replayed so far, after each transaction
     */
    public DeadLetterOutcome replay(DeadLetterFilter filter, long perSecond, LongConsumer progress) {
        return decide(filter, Decision.REPLAYED, perSecond, progress);
    }

    /**
     * Replays one letter, unless there is a resolution on it.
     *
     * @param mended the value to replay in place of the letter's own
     */
    public DeadLetterOutcome replay(DeadLetterRecord letter, Optional<byte[]> mended) {
        try (Work work = new Work(Decision.REPLAYED, 1, done -> {})) {
            work.take(letter, mended);
            return work.finish();
        }
    }

    /** Puts a resolution on all letters that match and have none: they are not listed any more, and not replayed. */
    public DeadLetterOutcome discard(DeadLetterFilter filter, LongConsumer progress) {
        return decide(filter, Decision.DISCARDED, Long.MAX_VALUE, progress);
    }

    /** Does the same for one letter. */
    public DeadLetterOutcome discard(DeadLetterRecord letter) {
        try (Work work = new Work(Decision.DISCARDED, 1, done -> {})) {
            work.take(letter, Optional.empty());
            return work.finish();
        }
    }

    private DeadLetterOutcome decide(
            DeadLetterFilter filter, Decision decision, long perSecond, LongConsumer progress) {
        try (Work work = new Work(decision, perSecond, progress)) {
            visit(filter, letter -> {
                work.take(letter, Optional.empty());
                return !Thread.currentThread().isInterrupted();
            });
            return work.finish();
        }
    }

    private void visit(DeadLetterFilter filter, Predicate<DeadLetterRecord> visitor) {
        boolean[] goOn = {true};
        for (String topic : filter.topics().stream().sorted().toList()) {
            if (goOn[0]) {
                reader.read(topic, filter.start(), entry -> {
                    DeadLetterRecord letter = new DeadLetterRecord(entry);
                    goOn[0] = !filter.matches(letter) || visitor.test(letter);
                    return goOn[0];
                });
            }
        }
    }

    /** One pass over letters: gathers them, and writes some together with their resolutions in a transaction. */
    private final class Work implements AutoCloseable {

        private final Decision decision;
        private final RateLimiter rateLimiter;
        private final int batchSize;
        private final LongConsumer progress;
        private final KafkaProducer<byte[], byte[]> producer;
        private final ResolutionLog resolutions;
        private final Map<String, Integer> partitions = new HashMap<>();
        private final List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
        private int lettersInBatch;
        private long done;
        private long alreadyReplayed;
        private long alreadyDiscarded;

        Work(Decision decision, long perSecond, LongConsumer progress) {
            this.decision = decision;
            this.rateLimiter = new RateLimiter(perSecond, ticker);
            this.batchSize = (int) Math.min(BATCH, perSecond);
            this.progress = progress;
            ResolutionLog.createTopic(kafka);
            producer = producer();
            try {
                // Ends what another admin has begun, and waits until all of it is committed or undone: only then the
                // resolutions are all there.
                producer.initTransactions();
                resolutions = ResolutionLog.read(reader);
            } catch (RuntimeException e) {
                producer.close();
                throw e;
            }
        }

        void take(DeadLetterRecord letter, Optional<byte[]> mended) {
            Optional<Resolution> earlier = resolutions.of(letter.coordinates());
            if (earlier.isPresent()) {
                switch (earlier.get().decision()) {
                    case REPLAYED -> alreadyReplayed++;
                    case DISCARDED -> alreadyDiscarded++;
                }
                return;
            }
            if (decision == Decision.REPLAYED) {
                batch.add(replayOf(letter, mended));
            }
            batch.add(resolutions.record(
                    letter.coordinates(), new Resolution(decision, clock.instant(), by, mended.isPresent())));
            lettersInBatch++;
            if (lettersInBatch >= batchSize) {
                write();
            }
        }

        DeadLetterOutcome finish() {
            write();
            return new DeadLetterOutcome(done, alreadyReplayed, alreadyDiscarded);
        }

        private void write() {
            if (lettersInBatch == 0) {
                return;
            }
            try {
                producer.beginTransaction();
                batch.forEach(producer::send);
                // Fails if one of the sends has.
                producer.commitTransaction();
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                throw new KafkaException("somebody else has begun to deal with dead letters since, and goes on", e);
            }
            int letters = lettersInBatch;
            done += letters;
            batch.clear();
            lettersInBatch = 0;
            progress.accept(done);
            rateLimiter.pauseAfter(letters);
        }

        private ProducerRecord<byte[], byte[]> replayOf(DeadLetterRecord letter, Optional<byte[]> mended) {
            String topic = letter.origin();
            int count = partitions.computeIfAbsent(
                    topic, name -> producer.partitionsFor(name).size());
            byte[] value = mended.map(bytes -> topic.equals(Topics.PARSED) ? stripped(bytes) : bytes)
                    .orElseGet(letter::value);
            return new ProducerRecord<>(
                    topic, letter.originPartition(count), null, letter.key(), value, letter.replayHeaders());
        }

        @Override
        public void close() {
            producer.close();
        }

        private KafkaProducer<byte[], byte[]> producer() {
            Map<String, Object> config = new HashMap<>(kafka);
            config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
            config.put(ProducerConfig.ACKS_CONFIG, "all");
            config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
            return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        }
    }

    /** An event is one object from { to }; an editor ends its last line. */
    private static byte[] stripped(byte[] json) {
        return new String(json, ISO_8859_1).strip().getBytes(ISO_8859_1);
    }
}
