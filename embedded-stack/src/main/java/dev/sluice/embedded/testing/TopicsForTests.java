// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded.testing;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Makes topics that can be written to when they are there. */
public final class TopicsForTests {

    private TopicsForTests() {}

    /**
     * Makes topics, and waits until their partitions have leaders that know it. A producer that is quicker hears from the leader that it is none: its
     * first batch comes again behind the second one, which the broker took for the first of all, and is refused until the delivery times out.
     *
     * @param topics with the number of partitions
     */
    public static void create(Admin admin, Collection<NewTopic> topics)
            throws ExecutionException, InterruptedException {
        admin.createTopics(topics).all().get();
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (NewTopic topic : topics) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        // Only a leader answers, and whoever is not yet one is asked again.
        admin.listOffsets(ends).all().get();
    }
}
