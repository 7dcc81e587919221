// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.Topics;
import dev.sluice.model.ledger.StreamRow;
import dev.sluice.operations.erasure.ErasureRecord.Subject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record of one erasure while it is at work, on {@code sluice.erasures}: {@code ID} → {@link ErasureRecord}, {@code ID/ids/STORE-NUMBER} →
 * {@link ErasedBatch}, {@code ID/place/FOLDER} → the objects of a folder that hold no such event any more, by name with their version. The last go
 * when it is done; all else stays. Each write returns when it is on disk. Safe for threads; one process at a time.
 */
public final class ErasureLog implements AutoCloseable {

    /** Ids in a record: some 25 KB. */
    private static final int BATCH = 1_000;

    private static final String PLACE = "place";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> VERSIONS = new TypeReference<>() {};

    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ErasedEvents all = new ErasedEvents(row -> true);
    private final Map<String, Map<String, String>> places = new HashMap<>();
    private final Map<String, Long> events = new HashMap<>();
    private ErasureRecord record;
    private int batches;

    private ErasureLog(KafkaProducer<byte[], byte[]> producer, Clock clock) {
        this.producer = producer;
        this.clock = clock;
    }

    /** All erasures, the oldest first. */
    public static List<ErasureRecord> history(Map<String, Object> kafka) {
        Map<String, ErasureRecord> records = new LinkedHashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = ErasureTopic.consumer(kafka)) {
            ErasureTopic.read(consumer, 0, found -> {
                if (found.value() != null && ErasureTopic.partsOf(found).length == 1) {
                    records.put(new String(found.key(), UTF_8), JSON.readValue(found.value(), ErasureRecord.class));
                }
            });
        }
        List<ErasureRecord> sorted = new ArrayList<>(records.values());
        sorted.sort((one, other) -> one.at().compareTo(other.at()));
        return sorted;
    }

    /**
     * Goes on with the erasure of that subject that was begun and is not done, or begins one. No other may be at work meanwhile.
     *
     * @param by who asks, and
     * @param note why, for the record
     */
    public static ErasureLog open(Map<String, Object> kafka, Subject subject, String by, String note, Clock clock) {
        ErasureTopic.create(kafka);
        ErasureRecord record = history(kafka).stream()
                .filter(earlier -> earlier.isUnfinished(subject))
                .findFirst()
                .map(ErasureRecord::again)
                .orElseGet(() -> ErasureRecord.begun(UUID.randomUUID().toString(), subject, by, note, clock.instant()));
        ErasureLog log = new ErasureLog(producer(kafka), clock);
        try (KafkaConsumer<byte[], byte[]> consumer = ErasureTopic.consumer(kafka)) {
            ErasureTopic.read(consumer, 0, found -> log.read(record.id(), found));
            log.write(record.with(log.events));
            return log;
        } catch (RuntimeException e) {
            log.close();
            throw e;
        }
    }

    private void read(String id, ConsumerRecord<byte[], byte[]> found) {
        String[] parts = ErasureTopic.partsOf(found);
        boolean own = parts[0].equals(id);
        if (ErasedBatch.isIn(found)) {
            ErasedBatch batch = ErasedBatch.of(found);
            StreamRow row = new StreamRow(batch.hour(), batch.dataStream());
            for (String event : batch.ids()) {
                if (all.add(batch.store(), row, event) && own) {
                    events.merge(batch.store(), 1L, Long::sum);
                }
            }
            batches += own ? 1 : 0;
        } else if (own && parts.length == 3 && parts[1].equals(PLACE) && found.value() != null) {
            places.put(parts[2], JSON.readValue(found.value(), VERSIONS));
        }
    }

    public synchronized ErasureRecord record() {
        return record;
    }

    /** Whether the event was deleted from the store by this erasure or another, or is about to be. */
    public synchronized boolean isErased(String store, String id) {
        return all.contains(store, id);
    }

    /** Writes down, before they are deleted, events of one row; those that are known are left out. */
    public synchronized void erasing(String store, String dataStream, long hour, List<String> ids) {
        StreamRow row = new StreamRow(hour, dataStream);
        List<String> added = ids.stream().filter(id -> all.add(store, row, id)).toList();
        for (int from = 0; from < added.size(); from += BATCH) {
            List<String> some = added.subList(from, Math.min(added.size(), from + BATCH));
            send(
                    record.id() + '/' + ErasedBatch.KEY + '/' + store + '-' + batches++,
                    new ErasedBatch(store, dataStream, hour, some).toBytes());
            events.merge(store, (long) some.size(), Long::sum);
        }
    }

    /** What is known to hold no such event in a folder: versions by name. */
    public synchronized Map<String, String> clean(String folder) {
        return places.getOrDefault(folder, Map.of());
    }

    public synchronized void clean(String folder, Map<String, String> versions) {
        places.put(folder, Map.copyOf(versions));
        send(placeKey(folder), JSON.writeValueAsBytes(versions));
    }

    /** It waits for something still: the same subject goes on with it. */
    public synchronized ErasureRecord pause() {
        write(record.with(events));
        return record;
    }

    /** All is done. */
    public synchronized ErasureRecord done() {
        write(record.with(events).done(clock.instant()));
        places.keySet().forEach(folder -> send(placeKey(folder), null));
        return record;
    }

    private String placeKey(String folder) {
        return record.id() + '/' + PLACE + '/' + folder;
    }

    private void write(ErasureRecord next) {
        record = next;
        send(next.id(), JSON.writeValueAsBytes(next));
    }

    private void send(String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(Topics.ERASURES, 0, key.getBytes(UTF_8), value))
                    .get();
        } catch (ExecutionException e) {
            throw new KafkaException("cannot write to " + Topics.ERASURES, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
