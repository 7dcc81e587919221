// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Lets one process at a time rewrite objects of the lake: it is the only member of a consumer group that reads nothing. Whoever joins looks who
 * else is there, and goes if there is somebody: of two that come at once each may see the other, and then both go and come again. A process that
 * dies is out of the group after {@value #SESSION_MILLIS} ms, by the brokers' clock, without anybody having to clear up behind it.
 */
public final class LakeLock implements AutoCloseable {

    /** Whoever is in it rewrites the lake. */
    public static final String GROUP = "sluice-lake-rewrite";

    static final int SESSION_MILLIS = 10_000;

    private static final Pattern NO_TOPIC = Pattern.compile("sluice\\.no-topic");
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration JOIN = Duration.ofSeconds(60);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> member;
    private final Thread heartbeat;
    private volatile String memberId = "";
    private volatile boolean closed;
    private volatile RuntimeException failure;

    private LakeLock(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MILLIS / 4);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        admin = Admin.create(kafka);
        member = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        heartbeat = Thread.ofPlatform().daemon().name("lake-lock").start(this::stay);
    }

    private void stay() {
        try (member) {
            member.subscribe(NO_TOPIC);
            while (!closed) {
                member.poll(POLL);
                memberId = member.groupMetadata().memberId();
            }
        } catch (WakeupException e) {
            // It is closed.
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /**
     * Waits until nobody else rewrites the lake.
     *
     * @param kafka how to reach the brokers; the user needs {@code Read} on the group {@value #GROUP}
     * @param patience how long; at least what the brokers need to see that somebody died is advisable
     * @param progress is told that it waits
     * @throws IllegalStateException if somebody else does for longer than that
     */
    public static LakeLock acquire(Map<String, Object> kafka, Duration patience, Consumer<String> progress)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            LakeLock lock = new LakeLock(kafka);
            try {
                lock.join();
                if (lock.isAlone()) {
                    return lock;
                }
            } catch (RuntimeException | InterruptedException e) {
                lock.close();
                throw e;
            }
            lock.close();
            progress.accept("waits for another compaction or erasure of the lake");
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "a compaction or an erasure of the lake is at work elsewhere; one at a time");
            }
            Thread.sleep(500 + ThreadLocalRandom.current().nextInt(1_000));
        }
    }

    private void join() throws InterruptedException {
        long deadline = System.nanoTime() + JOIN.toNanos();
        while (memberId.isEmpty()) {
            requireWell();
            if (System.nanoTime() > deadline) {
                throw new KafkaException("the group " + GROUP + " cannot be joined: brokers do not answer");
            }
            Thread.sleep(POLL);
        }
    }

    private boolean isAlone() {
        List<String> members = members();
        return members.size() == 1 && members.getFirst().equals(memberId);
    }

    /**
     * Asks the brokers whether it is still this process's turn; before whatever cannot be taken back.
     *
     * @throws IllegalStateException if it slept for too long, and somebody else may be at work
     */
    public void require() {
        requireWell();
        // Somebody else may have joined to look, and goes.
        if (!members().contains(memberId)) {
            throw new IllegalStateException("this process was silent for longer than " + SESSION_MILLIS
                    + " ms, and another one may rewrite the lake now; run it again");
        }
    }

    private void requireWell() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw new KafkaException("the group " + GROUP + " cannot be joined: " + failed.getMessage(), failed);
        }
    }

    private List<String> members() {
        try {
            return admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).members().stream()
                    .map(MemberDescription::consumerId)
                    .toList();
        } catch (ExecutionException e) {
            throw new KafkaException("cannot read the members of " + GROUP, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    /** The next one may begin. */
    @Override
    public void close() {
        closed = true;
        member.wakeup();
        try {
            heartbeat.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close();
    }
}
