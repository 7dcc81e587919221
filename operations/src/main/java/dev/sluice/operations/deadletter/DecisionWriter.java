// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import dev.sluice.model.Topics;
import dev.sluice.model.concurrent.RateLimiter;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.LetterMend.MendedLetter;
import dev.sluice.operations.deadletter.Resolution.Decision;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One pass over letters: gathers them, and writes some together with their resolutions in a transaction. */
final class DecisionWriter implements AutoCloseable {

    /** Letters in a transaction: what an impatient reader of the topic waits for, and what a crash does again. */
    private static final int BATCH = 100;

    /** As big as what a sink may have written to a dead-letter topic. */
    private static final int MAX_REQUEST = 16 * 1024 * 1024;

    private final Decision decision;
    private final String by;
    private final String note;
    private final Clock clock;
    private final RateLimiter rateLimiter;
    private final int batchSize;
    private final LongConsumer progress;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ResolutionLog resolutions;
    private final Optional<ReplayFollower> follower;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final List<ProducerRecord<byte[], byte[]>> decided = new ArrayList<>();
    private final List<Replayed> replays = new ArrayList<>();
    private int lettersInBatch;
    private long done;
    private long alreadyReplayed;
    private long alreadyDiscarded;

    private record Replayed(DeadLetterRecord letter, ProducerRecord<byte[], byte[]> replay) {}

    /**
     * @param by who decides, for the audit record
     * @param note why, for the same
     * @param progress is told how many were dealt with so far, after each transaction
     * @param follower is told where each replay lies
     */
    DecisionWriter(
            Map<String, Object> kafka,
            Decision decision,
            String by,
            String note,
            Clock clock,
            RateLimiter rateLimiter,
            long perSecond,
            LongConsumer progress,
            Optional<ReplayFollower> follower) {
        this.decision = decision;
        this.by = by;
        this.note = note;
        this.clock = clock;
        this.rateLimiter = rateLimiter;
        this.batchSize = (int) Math.min(BATCH, perSecond);
        this.progress = progress;
        this.follower = follower;
        ResolutionLog.createTopic(kafka);
        producer = producer(kafka);
        try {
            // Ends what another admin has begun, and waits until all of it is committed or undone: only then the
            // resolutions are all there.
            producer.initTransactions();
            resolutions = ResolutionLog.read(new TopicReader(kafka));
        } catch (RuntimeException e) {
            producer.close();
            throw e;
        }
    }

    /** @param mended what is sent in place of the letter */
    void take(DeadLetterRecord letter, Optional<MendedLetter> mended) {
        Optional<Resolution> earlier = resolutions.of(letter.coordinates());
        if (earlier.isPresent()) {
            switch (earlier.get().decision()) {
                case REPLAYED -> alreadyReplayed++;
                case DISCARDED -> alreadyDiscarded++;
            }
            return;
        }
        if (decision == Decision.REPLAYED) {
            replays.add(new Replayed(letter, replayOf(letter, mended)));
        }
        LetterMend rule = mended.map(MendedLetter::rule).orElse(null);
        decided.add(resolutions.record(
                letter.coordinates(), new Resolution(decision, clock.instant(), by, note, mended.isPresent(), rule)));
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
        List<Future<RecordMetadata>> places;
        try {
            producer.beginTransaction();
            places = replays.stream()
                    .map(replayed -> producer.send(replayed.replay()))
                    .toList();
            decided.forEach(producer::send);
            // Fails if one of the sends has.
            producer.commitTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new KafkaException("somebody else has begun to deal with dead letters since, and goes on", e);
        }
        follower.ifPresent(following -> tell(following, places));
        int letters = lettersInBatch;
        done += letters;
        replays.clear();
        decided.clear();
        lettersInBatch = 0;
        progress.accept(done);
        rateLimiter.pauseAfter(letters);
    }

    private void tell(ReplayFollower following, List<Future<RecordMetadata>> places) {
        try {
            for (int i = 0; i < places.size(); i++) {
                following.sent(replays.get(i).letter(), places.get(i).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new KafkaException("a replay was committed and yet not written", e.getCause());
        }
    }

    private ProducerRecord<byte[], byte[]> replayOf(DeadLetterRecord letter, Optional<MendedLetter> mended) {
        String topic = letter.origin();
        int count = partitions.computeIfAbsent(
                topic, name -> producer.partitionsFor(name).size());
        MendedLetter sent = mended.orElseGet(() -> new MendedLetter(letter.value(), letter.replayHeaders(), null));
        byte[] value =
                mended.isPresent() && topic.equals(Topics.PARSED) ? EventMend.stripped(sent.value()) : sent.value();
        return new ProducerRecord<>(topic, letter.originPartition(count), null, letter.key(), value, sent.headers());
    }

    @Override
    public void close() {
        producer.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, DeadLetterAdmin.TRANSACTIONAL_ID);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
