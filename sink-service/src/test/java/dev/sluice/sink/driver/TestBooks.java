// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.model.ledger.BookMark;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Books for tests of a store's partition, which tell what it settles and write nothing. */
public final class TestBooks {

    private TestBooks() {}

    public static StoreBook empty(TopicPartition partition, long start, Consumer<EventRows> settled) {
        return new StoreBook(
                "fake",
                partition,
                (number, key, segment) -> CompletableFuture.completedFuture(null),
                settled,
                BookMark.parse(""),
                start,
                start,
                0);
    }
}
