// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import java.util.List;

/** Where all instances of a service publish and read the versions of their rules, in one order. */
public interface RulesLog {

    /**
     * What was published since the last call, in order; after a failure all of it once more.
     *
     * @throws org.apache.kafka.common.KafkaException if it can't be read now
     */
    List<RulesVersion> read();

    /** Publishes a version; the next {@link #read} has it. */
    void publish(RulesVersion version);
}
