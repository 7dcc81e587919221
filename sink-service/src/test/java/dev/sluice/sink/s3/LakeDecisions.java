// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.PartitionSinkFactory.Start;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** What the lake's sink decides: as the main code does, unless a test takes something out of it. */
interface LakeDecisions {

    /** As it is. */
    LakeDecisions MAIN = new LakeDecisions() {};

    default FirstRange first(Start start) {
        return FirstRange.of(start);
    }

    default OffsetAndMetadata plan(RangePlan plan) {
        return plan.commit();
    }

    /** Whether nothing is uploaded before the plan is committed. */
    default boolean plansBeforeUpload() {
        return true;
    }

    /** Whether the end is committed only when the object is stored. */
    default boolean uploadsBeforeCommit() {
        return true;
    }
}
