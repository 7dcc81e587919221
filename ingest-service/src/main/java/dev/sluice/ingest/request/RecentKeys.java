// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Knows the digests of the bodies that senders have lately sent with a key, so that a key which comes with another body is told at once. What this
 * instance does not know, the parser finds out: then the second body's lines are dead letters. Thread-safe.
 */
@Component
final class RecentKeys {

    /** Who has sent which key: an equal key of somebody else is another one. */
    private record Key(String sender, String namespace, String key) {}

    private final Map<Key, String> digests;

    RecentKeys(RetrySettings settings) {
        digests = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
                return size() > settings.rememberedKeys();
            }
        };
    }

    /** @throws RequestRejectedException ({@link RejectionReason#KEY_REUSED}) if the same sender has sent another body with the key */
    synchronized void requireSameBody(ChunkHeaders headers) {
        String known = digests.get(keyOf(headers));
        if (known != null && !known.equals(headers.position().digest())) {
            throw new RequestRejectedException(
                    RejectionReason.KEY_REUSED,
                    "the key of this request was sent before with another body; give each body a key of its own;"
                            + " nothing of it was accepted");
        }
    }

    /** Remembers what is in Kafka. */
    synchronized void remember(ChunkHeaders headers) {
        digests.put(keyOf(headers), headers.position().digest());
    }

    private static Key keyOf(ChunkHeaders headers) {
        return new Key(headers.sender(), headers.namespaceOrDefault(), headers.batch());
    }
}
