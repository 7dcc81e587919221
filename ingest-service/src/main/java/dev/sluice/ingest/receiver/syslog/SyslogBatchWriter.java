// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.concurrent.BackOff;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes batches to Kafka until Kafka has taken them: syslog knows no answer, so nobody would send them again. */
@Component
final class SyslogBatchWriter {

    static final String PROTOCOL = "syslog";

    private static final Logger log = LoggerFactory.getLogger(SyslogBatchWriter.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final ChunkWriter kafka;
    private final ChunkSettings chunkSettings;
    private final SyslogSettings settings;
    private final IngestMetrics metrics;
    private final Clock clock;

    SyslogBatchWriter(
            ChunkWriter kafka,
            ChunkSettings chunkSettings,
            SyslogSettings settings,
            IngestMetrics metrics,
            Clock clock) {
        this.kafka = kafka;
        this.chunkSettings = chunkSettings;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Returns when all of it is in Kafka. What was written in vain is written again with the same numbers, so that no message is there twice.
     *
     * @throws InterruptedException if this thread was interrupted; then whether they are in Kafka is not known
     */
    void write(MessageBatch batch) throws InterruptedException {
        long received = clock.millis();
        Map<SyslogPeer, Chunks> chunks = batch.cut(chunkSettings);
        List<ChunkBatch> batches = chunks.entrySet().stream()
                .map(entry -> new ChunkBatch(
                        entry.getKey().headers(settings.namespace(), received),
                        entry.getKey().key(),
                        entry.getValue().chunks()))
                .toList();
        int longest =
                batches.stream().mapToInt(one -> one.chunks().size()).max().orElse(0);
        for (int number = 0; number < longest; number++) {
            writeUntilTaken(chunksOf(batches, number));
        }
        batches.forEach(delivery -> metrics.written(PROTOCOL, delivery));
        chunks.forEach((origin, cut) -> origin.written(cut, received));
    }

    /**
     * One chunk of each origin that has so many. An origin's chunks go one after the other in any case; together they would have one deadline, and
     * a slow Kafka would be sent the first of them again and again.
     */
    private static List<ChunkBatch> chunksOf(List<ChunkBatch> batches, int number) {
        return batches.stream()
                .filter(batch -> batch.chunks().size() > number)
                .map(batch -> new ChunkBatch(
                        batch.headers(), batch.key(), List.of(batch.chunks().get(number))))
                .toList();
    }

    /** Counts and logs what will not be written, since the service ends. */
    void giveUp(MessageBatch batch) {
        if (!batch.isEmpty()) {
            metrics.lost(batch.messages());
            log.error(
                    "{} syslog messages are lost: Kafka did not take them before the service stopped",
                    batch.messages());
        }
    }

    /** Counts and logs what cannot be written. */
    void giveUp(MessageBatch batch, RuntimeException cause) {
        metrics.lost(batch.messages());
        log.error("{} syslog messages are lost: no chunk can be made of them", batch.messages(), cause);
    }

    private void writeUntilTaken(List<ChunkBatch> batches) throws InterruptedException {
        BackOff backOff = new BackOff(SHORTEST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                kafka.write(batches);
                return;
            } catch (RequestRejectedException rejection) {
                backOff.pause();
            } catch (RuntimeException e) {
                log.error("syslog messages cannot be written to Kafka, trying again until they can", e);
                backOff.pause();
            }
        }
    }
}
