// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.operations.rules.RulesVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.kafka.core.KafkaTemplate;

/** The topic {@code sluice.rules}. Not thread-safe. */
public final class RulesTopic implements RulesLog, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaTemplate<byte[], byte[]> kafka;
    private final RulesHistory history;

    /** Read, and not handed out yet. */
    private final List<RulesVersion> waiting = new ArrayList<>();

    public RulesTopic(KafkaTemplate<byte[], byte[]> kafka, RulesHistory history) {
        this.kafka = kafka;
        this.history = history;
    }

    @Override
    public List<RulesVersion> read() {
        waiting.addAll(history.read());
        List<RulesVersion> versions = List.copyOf(waiting);
        waiting.clear();
        return versions;
    }

    /** Returns once it can be read: the transaction's marker may come after the answer. */
    @Override
    public void publish(RulesVersion version) {
        kafka.executeInTransaction(inTransaction -> inTransaction.send(version.record()));
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
