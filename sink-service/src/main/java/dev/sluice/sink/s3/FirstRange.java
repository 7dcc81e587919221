// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import java.util.Optional;

/** What the sink of a partition does first: by the plan that its predecessor has left, and by what Kafka still has of it. */
sealed interface FirstRange {

    /** No plan stands: a range begins here. */
    record Fresh(long offset) implements FirstRange {}

    /**
     * The range of the plan is built again.
     *
     * @param incomplete whether a part of it has left Kafka: an object that exists may hold more, and must stay as it is
     */
    record Rebuilt(RangePlan plan, boolean incomplete) implements FirstRange {}

    /** All of the plan's range has left Kafka: its end is committed, and a range begins at {@code offset}. */
    record Gone(RangePlan plan, long offset) implements FirstRange {}

    /** @throws IllegalStateException for metadata that this version cannot read */
    static FirstRange of(Start start) {
        Optional<RangePlan> standing = RangePlan.read(start.committed());
        if (standing.isEmpty()) {
            return new Fresh(Math.max(start.committed().offset(), start.logStart()));
        }
        RangePlan plan = standing.get();
        return start.logStart() >= plan.end()
                ? new Gone(plan, start.logStart())
                : new Rebuilt(plan, start.logStart() > plan.start());
    }
}
