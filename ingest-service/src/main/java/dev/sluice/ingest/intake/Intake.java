// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.intake;

import dev.sluice.ingest.body.Bodies;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import dev.sluice.ingest.sender.Sender;
import dev.sluice.ingest.sender.Senders;
import io.micrometer.core.instrument.Timer;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Where doors take requests in: measures each, gives it its share of the budget and takes that back. Knows no protocol. */
@Component
public final class Intake {

    private final Bodies bodies;
    private final ByteBudget budget;
    private final ChunkSettings chunkSettings;
    private final ChunkWriter writer;
    private final IngestMetrics metrics;

    Intake(Bodies bodies, ByteBudget budget, ChunkSettings chunkSettings, ChunkWriter writer, IngestMetrics metrics) {
        this.bodies = bodies;
        this.budget = budget;
        this.chunkSettings = chunkSettings;
        this.writer = writer;
        this.metrics = metrics;
    }

    /**
     * Lets {@code work} take one request in and returns what it returns.
     *
     * @param door the protocol's name, for metrics
     * @throws Refusal what {@code work} throws, counted
     */
    public <T> T take(String door, Function<Visit, T> work) {
        Timer.Sample sample = metrics.start();
        try (ByteBudget.Share share = budget.open()) {
            Sender sender = Senders.current();
            sender.requireRoom();
            T answer = work.apply(new Visit(door, sender, share, bodies, chunkSettings, writer, metrics));
            metrics.accepted(door, sample);
            return answer;
        } catch (Refusal refusal) {
            metrics.refused(door, refusal.reason(), sample);
            throw refusal;
        } catch (RuntimeException fault) {
            metrics.refused(door, Reason.INTERNAL_ERROR, sample);
            throw fault;
        }
    }
}
