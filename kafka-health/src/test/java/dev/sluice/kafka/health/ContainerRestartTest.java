// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kafka.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;

class ContainerRestartTest {

    private final List<String> calls = new ArrayList<>();
    private final List<Runnable> scheduled = new ArrayList<>();
    private final List<Reason> failures = new ArrayList<>();
    private final Waiting time = new Waiting();
    private final ContainerRestart restart =
            new ContainerRestart("sink", new Container(), failures::add, scheduled::add, time);
    private int failingStarts;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NORMAL")
    void aConsumerThatEndedByItselfHasAllStartedAnew(Reason reason) {
        restart.stopped(reason);
        assertThat(calls).as("not on the consumer's own thread").isEmpty();

        runScheduled();

        assertThat(calls).containsExactly("stop", "start");
        assertThat(failures).containsExactly(reason);
    }

    @Test
    void severalAtOnceAreOneRestart() {
        restart.stopped(Reason.FENCED);
        restart.stopped(Reason.FENCED);

        runScheduled();

        assertThat(calls).containsExactly("stop", "start");
        restart.stopped(Reason.FENCED);
        runScheduled();
        assertThat(calls).containsExactly("stop", "start", "stop", "start");
    }

    @Test
    void itHearsOfAnEndFromTheContainer() {
        restart.consumerStopped(new ConsumerStoppedEvent(this, this, Reason.FENCED));
        runScheduled();

        assertThat(failures).containsExactly(Reason.FENCED);
        assertThat(calls).containsExactly("stop", "start");
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsStartsNothingAndStaysInterrupted() {
        time.interrupted = true;
        restart.stopped(Reason.ERROR);
        runScheduled();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(calls).containsExactly("stop");
    }

    /** The pauses are drawn at random: of fifty first ones none is longer than half a second. */
    @Test
    void whoHasRunForAMinuteAndNotLongerIsNotStableYet() {
        long waited = 0;
        for (int i = 0; i < 50; i++) {
            time.now += Duration.ofMinutes(1).toNanos();
            long before = time.now;
            restart.stopped(Reason.AUTH);
            runScheduled();
            waited += time.now - before;
        }

        assertThat(Duration.ofNanos(waited)).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void aStopThatWasAskedForStays() {
        restart.stopped(Reason.NORMAL);

        assertThat(scheduled).isEmpty();
    }

    @Test
    void aServiceThatEndsDoesNotStartAnew() {
        restart.stopped(Reason.FENCED);
        restart.contextCloses(new ContextClosedEvent(new GenericApplicationContext()));
        runScheduled();
        restart.stopped(Reason.ERROR);

        assertThat(calls).doesNotContain("start");
        assertThat(scheduled).isEmpty();
    }

    @Test
    void aStartThatFailsIsTriedAgain() {
        failingStarts = 3;

        restart.stopped(Reason.ERROR);
        runScheduled();

        assertThat(calls).containsExactly("stop", "start", "start", "start", "start");
    }

    @Test
    void whatFailsAtOnceEachTimeIsStartedLessAndLessOften() {
        for (int i = 0; i < 200; i++) {
            restart.stopped(Reason.AUTH);
            runScheduled();
        }

        assertThat(Duration.ofNanos(time.now)).as("5 s on average at the end").isGreaterThan(Duration.ofMinutes(10));

        time.now += Duration.ofMinutes(2).toNanos();
        long before = time.now;
        restart.stopped(Reason.AUTH);
        runScheduled();
        assertThat(Duration.ofNanos(time.now - before)).isLessThanOrEqualTo(Duration.ofMillis(501));
    }

    private void runScheduled() {
        List.copyOf(scheduled).forEach(Runnable::run);
        scheduled.clear();
    }

    private final class Container implements Lifecycle {

        @Override
        public void start() {
            calls.add("start");
            if (failingStarts-- > 0) {
                throw new IllegalStateException("no brokers");
            }
        }

        @Override
        public void stop() {
            calls.add("stop");
        }

        @Override
        public boolean isRunning() {
            return true;
        }
    }

    private static final class Waiting implements Ticker {

        private long now;
        private boolean interrupted;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            if (interrupted) {
                throw new InterruptedException();
            }
            now += duration.toNanos();
        }
    }
}
