// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Sees what a service must not do, whatever it is sent: log errors or stack traces, and keep threads. */
public final class FaultWatch implements AutoCloseable {

    /** Threads that the service's libraries start when they feel like it. */
    private static final int THREADS_TO_SPARE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SEED = "sluice.fuzz.seed";
    private static final String SELF_TEST = "an error that must be seen";

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final int threadsBefore = Thread.activeCount();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null) {
                faults.add(event.getFormattedMessage() + ": "
                        + event.getThrowableProxy().getClassName() + ": "
                        + event.getThrowableProxy().getMessage());
            } else if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                faults.add(event.getFormattedMessage());
            }
        }
    };

    private FaultWatch() {}

    /** From now on; services must have been started, since starting one takes appenders away. */
    public static FaultWatch start() {
        FaultWatch watch = new FaultWatch();
        watch.appender.start();
        root().addAppender(watch.appender);
        LoggerFactory.getLogger(FaultWatch.class).error(SELF_TEST);
        assertThat(watch.faults.poll()).isEqualTo(SELF_TEST);
        return watch;
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** What random numbers are made from, which is printed, and is that of {@code -Dsluice.fuzz.seed} if it is set. */
    public static long seed(String what) {
        long seed = Long.getLong(SEED, System.nanoTime());
        System.out.println(what + ": again with -D" + SEED + "=" + seed);
        return seed;
    }

    public void assertNothingSeen() {
        assertThat(faults).isEmpty();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.activeCount())
                        .as(() -> "of " + threads())
                        .isLessThan(threadsBefore + THREADS_TO_SPARE));
    }

    /** How many of each name, numbers left out. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .collect(groupingBy(thread -> thread.getName().replaceAll("\\d+", "N"), TreeMap::new, counting()));
    }

    @Override
    public void close() {
        root().detachAppender(appender);
    }
}
