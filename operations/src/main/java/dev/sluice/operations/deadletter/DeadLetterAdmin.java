// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.LogFormat;
import dev.sluice.model.concurrent.RateLimiter;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.LetterMend.MendedLetter;
import dev.sluice.operations.deadletter.Resolution.Decision;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Where dead letters are looked at and dealt with, each once.
 *
 * <p>A replay goes to the topic that the letter came from, with its own headers and {@code sluice.replay}, in one Kafka transaction with the
 * {@link Resolution} of it. A letter that has a resolution is not replayed again. So a replay that was killed goes on where it was when it is
 * asked for again, and asking twice makes one event. Two runs at once are no danger either: all use one transactional id, the later one ends
 * the earlier one's work before it reads the resolutions, and the earlier one fails with a {@code KafkaException}.
 */
public final class DeadLetterAdmin {

    /** Of all who deal with dead letters: whoever begins ends the work of whoever has begun before. */
    public static final String TRANSACTIONAL_ID = "sluice-dead-letter-admin";

    private static final String NO_NOTE = "";

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

    /**
     * How a replay goes about it, and how long it looks what becomes of it.
     *
     * @param perSecond letters a second at most
     * @param stopAfter ends the replay when so many came back; each transaction is waited for then. None, and it does not end for that
     * @param patience how long to wait until what was sent is processed
     */
    public record ReplayPace(long perSecond, OptionalLong stopAfter, Duration patience) {}

    /**
     * What became of a replay.
     *
     * @param passed processed, and no letters again: events, or such as a rule drops, or repeats
     * @param cameBack letters again
     * @param unknown not processed within the patience
     * @param stopped whether it ended because too many came back
     */
    public record ReplayOutcome(DeadLetterOutcome letters, long passed, long cameBack, long unknown, boolean stopped) {}

    /**
     * Whether all datasets that a filter names exist.
     *
     * @throws IllegalArgumentException if one is neither that of a letter nor that of a format: it would never be found
     */
    public void requireDatasets(DeadLetterFilter filter) {
        if (filter.datasets().isEmpty()) {
            return;
        }
        Set<String> known = new TreeSet<>();
        LogFormat.wireNames().stream()
                .flatMap(name -> LogFormat.ofWireName(name).flatMap(LogFormat::dataset).stream())
                .forEach(known::add);
        visit(DeadLetterFilter.all(), letter -> {
            letter.dataset().ifPresent(known::add);
            return !known.containsAll(filter.datasets());
        });
        filter.datasets().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            "no dead letter is of the dataset '" + name + "'; there are " + String.join(", ", known));
                });
    }

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
        return decide(filter, Decision.REPLAYED, NO_NOTE, perSecond, progress);
    }

    /** Replays all letters that match and have no resolution, as they are, and looks what becomes of them. */
    public ReplayOutcome replay(DeadLetterFilter filter, ReplayPace pace, LongPredicate goOn) {
        return replay(filter, LetterMend.NONE, pace, goOn);
    }

    /**
     * The same, each letter mended. A letter that cannot be mended so ends it: what was replayed before stays replayed.
     *
     * @param goOn is told how many were replayed so far, after each transaction, and says whether to go on
     * @throws IllegalArgumentException if a letter cannot be mended so
     */
    public ReplayOutcome replay(DeadLetterFilter filter, LetterMend mend, ReplayPace pace, LongPredicate goOn) {
        try (ReplayFollower follower = new ReplayFollower(kafka, ticker)) {
            boolean[] stopped = {false};
            boolean[] over = {false};
            LongConsumer watched = done -> {
                over[0] = !goOn.test(done);
                if (pace.stopAfter().isPresent()) {
                    follower.await(pace.patience());
                    stopped[0] = follower.cameBack() >= pace.stopAfter().getAsLong();
                }
            };
            DeadLetterOutcome letters;
            try (DecisionWriter writer =
                    writer(Decision.REPLAYED, mend.description(), pace.perSecond(), watched, Optional.of(follower))) {
                visit(filter, letter -> {
                    writer.take(letter, mend.isNone() ? Optional.empty() : Optional.of(mend.apply(letter)));
                    return !stopped[0] && !over[0] && !Thread.currentThread().isInterrupted();
                });
                letters = writer.finish();
            }
            return outcome(letters, follower, pace.patience(), stopped[0]);
        }
    }

    /** Replays one letter, unless there is a resolution on it, and looks what becomes of it. */
    public ReplayOutcome replay(DeadLetterRecord letter, Optional<byte[]> mended, Duration patience) {
        try (ReplayFollower follower = new ReplayFollower(kafka, ticker)) {
            DeadLetterOutcome letters;
            try (DecisionWriter writer = writer(Decision.REPLAYED, NO_NOTE, 1, done -> {}, Optional.of(follower))) {
                writer.take(letter, mended.map(value -> new MendedLetter(value, letter.replayHeaders(), null)));
                letters = writer.finish();
            }
            return outcome(letters, follower, patience, false);
        }
    }

    private static ReplayOutcome outcome(
            DeadLetterOutcome letters, ReplayFollower follower, Duration patience, boolean stopped) {
        follower.await(patience);
        return new ReplayOutcome(letters, follower.passed(), follower.cameBack(), follower.open(), stopped);
    }

    /**
     * Replays one letter, unless there is a resolution on it.
     *
     * @param mended the value to replay in place of the letter's own
     */
    public DeadLetterOutcome replay(DeadLetterRecord letter, Optional<byte[]> mended) {
        try (DecisionWriter work = writer(Decision.REPLAYED, NO_NOTE, 1, done -> {}, Optional.empty())) {
            work.take(letter, mended.map(value -> new MendedLetter(value, letter.replayHeaders(), null)));
            return work.finish();
        }
    }

    /**
     * Puts a resolution on all letters that match and have none: they are not listed any more, and not replayed.
     *
     * @param note why, for the audit record; may be empty
     */
    public DeadLetterOutcome discard(DeadLetterFilter filter, String note, LongConsumer progress) {
        return decide(filter, Decision.DISCARDED, note, Long.MAX_VALUE, progress);
    }

    /** Does the same for one letter. */
    public DeadLetterOutcome discard(DeadLetterRecord letter, String note) {
        try (DecisionWriter work = writer(Decision.DISCARDED, note, 1, done -> {}, Optional.empty())) {
            work.take(letter, Optional.empty());
            return work.finish();
        }
    }

    private DeadLetterOutcome decide(
            DeadLetterFilter filter, Decision decision, String note, long perSecond, LongConsumer progress) {
        try (DecisionWriter work = writer(decision, note, perSecond, progress, Optional.empty())) {
            visit(filter, letter -> {
                work.take(letter, Optional.empty());
                return !Thread.currentThread().isInterrupted();
            });
            return work.finish();
        }
    }

    private DecisionWriter writer(
            Decision decision, String note, long perSecond, LongConsumer progress, Optional<ReplayFollower> follower) {
        return new DecisionWriter(
                kafka, decision, by, note, clock, new RateLimiter(perSecond, ticker), perSecond, progress, follower);
    }

    private void visit(DeadLetterFilter filter, Predicate<DeadLetterRecord> visitor) {
        boolean[] goOn = {true};
        List<String> topics = filter.topics().isEmpty()
                ? reader.deadLetterTopics()
                : filter.topics().stream().sorted().toList();
        for (String topic : topics) {
            if (goOn[0]) {
                reader.read(topic, filter.start(), entry -> {
                    DeadLetterRecord letter = new DeadLetterRecord(entry);
                    goOn[0] = !filter.matches(letter) || visitor.test(letter);
                    return goOn[0];
                });
            }
        }
    }
}
