// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events of one row of the ledger that were deleted from a store.
 *
 * @param store its name
 * @param dataStream full name
 * @param hour of receipt, hours since the epoch; {@link #UNKNOWN} where the event did not say
 */
public record ErasedBatch(String store, String dataStream, long hour, List<String> ids) {

    /** Of {@link #hour}. */
    public static final long UNKNOWN = -1;

    /** Second part of the key of a record that holds a batch: {@code ERASURE/ids/STORE-NUMBER}. */
    static final String KEY = "ids";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    byte[] toBytes() {
        return JSON.writeValueAsBytes(this);
    }

    static boolean isIn(ConsumerRecord<byte[], byte[]> found) {
        String[] parts = ErasureTopic.partsOf(found);
        return found.value() != null && parts.length == 3 && parts[1].equals(KEY);
    }

    static ErasedBatch of(ConsumerRecord<byte[], byte[]> found) {
        return JSON.readValue(found.value(), ErasedBatch.class);
    }
}
