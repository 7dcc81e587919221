// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.parser.metrics.ParserMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.Lifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;

class ContainerRestartTest {

    private final List<String> calls = new ArrayList<>();
    private final List<Runnable> scheduled = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ContainerRestart restart =
            new ContainerRestart(new Container(), new ParserMetrics(registry, Clock.systemUTC()), scheduled::add);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NORMAL")
    void aConsumerThatEndedByItselfHasAllStartedAnew(Reason reason) {
        restart.stopped(reason);
        assertThat(calls).as("not on the consumer's own thread").isEmpty();

        runScheduled();

        assertThat(calls).containsExactly("stop", "start");
        assertThat(registry.counter("sluice.parser.restarts", "reason", reason.name())
                        .count())
                .isEqualTo(1);
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

    private void runScheduled() {
        List.copyOf(scheduled).forEach(Runnable::run);
        scheduled.clear();
    }

    private final class Container implements Lifecycle {

        @Override
        public void start() {
            calls.add("start");
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
}
