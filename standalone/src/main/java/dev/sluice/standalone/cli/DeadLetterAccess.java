// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.deadletter.DeadLetterRecord;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.time.Clock;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the commands about dead letters share. */
final class DeadLetterAccess {

    private DeadLetterAccess() {}

    /** What is done with the letters. */
    interface Work<T> {
        T at(DeadLetterAdmin admin) throws IOException;
    }

    /** @throws StandaloneException with what Kafka says, if it fails there */
    static <T> T with(KafkaOptions kafka, Work<T> work) throws IOException {
        try {
            return work.at(
                    new DeadLetterAdmin(kafka.kafka(), AuditedAction.operator(), Clock.systemUTC(), Ticker.SYSTEM));
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage() + "; what was done stays done, ask again", e);
        }
    }

    /** The same with letters by a filter, whose datasets must be there. */
    static <T> T with(KafkaOptions kafka, DeadLetterFilter filter, Work<T> work) throws IOException {
        return with(kafka, admin -> {
            admin.requireDatasets(filter);
            return work.at(admin);
        });
    }

    static DeadLetterRecord required(DeadLetterAdmin admin, Coordinates coordinates) {
        return admin.find(coordinates)
                .orElseThrow(() -> new StandaloneException(
                        "there is no dead letter " + coordinates + "; it may have left Kafka (retention)"));
    }

    /** @throws StandaloneException if nothing says which letters */
    static void requireChoice(DeadLetterOptions letters, boolean every) {
        if (letters.isAll() && !every) {
            throw new StandaloneException("say which letters: one by its name, some by --topic, --reason, --dataset, "
                    + "--from, --to, or all of them by --every");
        }
    }

    /** How many match and have no resolution. */
    static long count(DeadLetterAdmin admin, DeadLetterFilter filter) {
        long[] count = {0};
        admin.visit(filter, (letter, resolution) -> {
            count[0] += resolution.isEmpty() ? 1 : 0;
            return true;
        });
        return count[0];
    }

    /** {@code topic-partition-offset}. */
    static final class Place implements ITypeConverter<Coordinates> {
        @Override
        public Coordinates convert(String text) {
            try {
                return Coordinates.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
