// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.DeliveryAudit;
import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.corpus.LineRange;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import dev.sluice.benchmarks.pipeline.result.AgePercentiles;
import dev.sluice.benchmarks.pipeline.result.RoundResult;
import dev.sluice.benchmarks.pipeline.result.Volume;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Runs one round of one contestant: gives lines, waits until nothing comes out any more, and audits what came out. The end of a round is the last
 * event; that it was the last is known some time later.
 */
public final class RoundRunner {

    private static final long POLL_MILLIS = 20;

    /** All lines are out: how long repeats are waited for. */
    private static final Duration REPEATS = Duration.ofSeconds(2);

    /**
     * Not all lines are out: how long nothing may come before the rest counts as lost. Kafka holds the partitions and the transaction of a killed
     * consumer for ten seconds or more.
     */
    private static final Duration STALLED = Duration.ofSeconds(60);

    private static final Duration DEAD = Duration.ofSeconds(1);

    private final LineCorpus corpus;
    private final List<MeasuredProcess> everything;

    /** @param everything all processes of the run, also of those whose turn it is not */
    public RoundRunner(LineCorpus corpus, List<MeasuredProcess> everything) {
        this.corpus = corpus;
        this.everything = List.copyOf(everything);
    }

    /** All lines at once, as fast as the contestant takes them. */
    public RoundResult speed(Contestant contestant, int round, LineRange range) throws IOException {
        try (Feed.Input input = contestant.feed().prepare(corpus, range)) {
            input.makeReady();
            Destination.Mark mark = contestant.destination().mark();
            RoundMeter meter = meter(contestant);
            Future<?> given = Background.run("feed", input::giveAtOnce);
            awaitAll(contestant, mark, range, meter, given);
            return result(contestant, round, range, 0, mark, meter, null);
        }
    }

    /**
     * Lines at a steady rate, and meanwhile SIGKILL to all processes of the contestant, so many times, evenly over the lines; each
     * time it is started again before the next.
     */
    public RoundResult killed(Contestant contestant, int round, LineRange range, double linesPerSecond, int kills)
            throws IOException {
        try (Feed.Input input = contestant.feed().prepare(corpus, range)) {
            Destination.Mark mark = contestant.destination().mark();
            RoundMeter meter = meter(contestant);
            GivenLines lines = new GivenLines(range);
            Future<?> given = Background.run("feed", () -> input.giveEvenly(linesPerSecond, lines));
            for (int kill = 1; kill <= kills; kill++) {
                long from = (long) range.count() * kill / (kills + 1);
                while (lines.count() < from && !given.isDone()) {
                    Pause.millis(1);
                }
                meter.lookAtSockets();
                contestant.kill();
                Pause.millis(DEAD.toMillis());
                contestant.start();
                contestant.awaitReady();
            }
            awaitAll(contestant, mark, range, meter, given);
            return result(contestant, round, range, kills, mark, meter, null);
        }
    }

    /** Lines one by one at a steady rate, and the age that each has when its event can be read. */
    public RoundResult ages(Contestant contestant, int round, LineRange range, double linesPerSecond)
            throws IOException {
        try (Feed.Input input = contestant.feed().prepare(corpus, range)) {
            Destination.Mark mark = contestant.destination().mark();
            GivenLines lines = new GivenLines(range);
            ArrivedLines arrived = new ArrivedLines(range);
            try (Destination.Watch ignored = contestant.destination().watch(mark, arrived)) {
                RoundMeter meter = meter(contestant);
                Future<?> given = Background.run("feed", () -> input.giveEvenly(linesPerSecond, lines));
                awaitAll(contestant, mark, range, meter, given);
                return result(contestant, round, range, 0, mark, meter, arrived.ages(lines));
            }
        }
    }

    /**
     * Lines while the broker is down, which then comes back: what is measured is how the backlog drains, from when the broker answers again.
     *
     * @param outage how long the broker is down at least
     */
    public RoundResult outage(Contestant contestant, int round, LineRange range, Duration outage) throws IOException {
        try (Feed.Input input = contestant.feed().prepare(corpus, range)) {
            input.makeReady();
            Destination.Mark mark = contestant.destination().mark();
            long kafkaBytesBefore = contestant.destination().kafkaBytes();
            MeasuredProcess broker = contestant.broker();
            broker.kill();
            Future<?> given = Background.run("feed", input::giveAtOnce);
            Pause.millis(outage.toMillis());
            broker.start();
            contestant.destination().countSince(mark);
            RoundMeter meter = new RoundMeter(contestant, everything, kafkaBytesBefore);
            awaitAll(contestant, mark, range, meter, given);
            return result(contestant, round, range, 0, mark, meter, null);
        }
    }

    private RoundMeter meter(Contestant contestant) {
        return new RoundMeter(contestant, everything, contestant.destination().kafkaBytes());
    }

    private void awaitAll(
            Contestant contestant, Destination.Mark mark, LineRange range, RoundMeter meter, Future<?> given) {
        long last = 0;
        long lastAt = System.nanoTime();
        while (true) {
            long now = contestant.destination().countSince(mark);
            if (now > last || !given.isDone()) {
                if (now > last) {
                    meter.progress();
                    last = now;
                }
                lastAt = System.nanoTime();
            } else {
                Duration quiet = last >= range.count() ? REPEATS : STALLED;
                if (System.nanoTime() - lastAt > quiet.toNanos()) {
                    Background.await(given);
                    return;
                }
            }
            Pause.millis(POLL_MILLIS);
        }
    }

    private RoundResult result(
            Contestant contestant,
            int round,
            LineRange range,
            int kills,
            Destination.Mark mark,
            RoundMeter meter,
            AgePercentiles age) {
        double others = meter.shareOfOthers();
        DeliveryAudit audit = new DeliveryAudit(corpus, range, contestant.layout());
        Long wireBytes = meter.wireBytes();
        long kafkaBytes = meter.kafkaBytes();
        contestant.destination().readSince(mark, audit::event);
        contestant.destination().forget();
        return new RoundResult(
                round,
                range.count(),
                kills,
                others,
                meter.cost(),
                new Volume(wireBytes, kafkaBytes, audit.bytesPerEvent()),
                age,
                audit.delivery());
    }
}
