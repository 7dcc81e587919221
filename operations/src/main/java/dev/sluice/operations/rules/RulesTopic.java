// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/** A topic of versions, such as {@code sluice.rules}. Not thread-safe. */
public final class RulesTopic implements RulesLog, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Consumer<ProducerRecord<byte[], byte[]>> sender;
    private final RulesHistory history;

    /** Read, and not handed out yet. */
    private final List<RulesVersion> waiting = new ArrayList<>();

    /** @param sender returns when the record is written, and throws a {@code KafkaException} if it can't be */
    public RulesTopic(Consumer<ProducerRecord<byte[], byte[]>> sender, RulesHistory history) {
        this.sender = sender;
        this.history = history;
    }

    @Override
    public List<RulesVersion> read() {
        waiting.addAll(history.read());
        List<RulesVersion> versions = List.copyOf(waiting);
        waiting.clear();
        return versions;
    }

    /** Returns once it can be read: a transaction's marker may come after the answer. */
    @Override
    public void publish(RulesVersion version) {
        sender.accept(version.record(history.topic()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (waiting.stream().noneMatch(read -> read.version().equals(version.version()))) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("version " + version.version() + " of the rules was published, and can't be"
                        + " read after " + PATIENCE.toSeconds() + " s");
            }
            waiting.addAll(history.read());
        }
    }

    @Override
    public void close() {
        history.close();
    }
}
