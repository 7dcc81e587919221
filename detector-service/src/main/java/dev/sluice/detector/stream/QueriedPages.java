// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.stream;

import dev.sluice.detector.related.Neighbours;
import dev.sluice.detector.related.RelatedClient;
import dev.sluice.detector.related.RelatedPages;
import dev.sluice.detector.related.RelatedUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** Looks pages up in the store of this instance, or has the instance asked that has them. */
public final class QueriedPages implements RelatedPages {

    private final Supplier<Optional<KafkaStreams>> streams;
    private final HostInfo self;
    private final RelatedClient client;
    private final Duration halfLife;
    private final Clock clock;

    /**
     * @param streams empty while the detector has not started
     * @param self where other instances reach this one
     */
    public QueriedPages(
            Supplier<Optional<KafkaStreams>> streams,
            HostInfo self,
            RelatedClient client,
            Duration halfLife,
            Clock clock) {
        this.streams = streams;
        this.self = self;
        this.client = client;
        this.halfLife = halfLife;
        this.clock = clock;
    }

    @Override
    public List<Neighbours.Neighbour> of(String namespace, String path, int k, boolean isForwarded) {
        String key = PageProcessor.pageKey(namespace, path);
        try {
            KafkaStreams running = streams.get().orElseThrow(() -> unavailable(null));
            KeyQueryMetadata where = running.queryMetadataForKey(PageProcessor.STORE, key, new StringSerializer());
            if (where == null || where.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
                throw unavailable(null);
            }
            if (isForwarded || where.activeHost().equals(self)) {
                return local(running, where.partition(), key, k);
            }
            return client.ask(where.activeHost().host(), where.activeHost().port(), namespace, path, k);
        } catch (InvalidStateStoreException e) {
            throw unavailable(e);
        }
    }

    private List<Neighbours.Neighbour> local(KafkaStreams running, int partition, String key, int k) {
        byte[] state = running.store(StoreQueryParameters.fromNameAndType(
                                PageProcessor.STORE, QueryableStoreTypes.<String, byte[]>keyValueStore())
                        .withPartition(partition))
                .get(key);
        return state == null
                ? List.of()
                : Neighbours.read(state, halfLife).top(k, clock.instant().getEpochSecond());
    }

    private static RelatedUnavailableException unavailable(RuntimeException cause) {
        return new RelatedUnavailableException("the detector has not got its partitions yet: ask again", cause);
    }
}
