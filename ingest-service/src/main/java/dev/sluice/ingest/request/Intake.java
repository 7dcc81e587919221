// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.auth.CurrentSender;
import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.body.BodyReader;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import io.micrometer.core.instrument.Timer;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Where responders take requests in: measures each, gives it its share of the budget and takes that back. Knows no protocol. */
@Component
public final class Intake {

    private final BodyReader bodies;
    private final ByteBudget budget;
    private final ChunkSettings chunkSettings;
    private final ChunkWriter writer;
    private final IngestMetrics metrics;

    Intake(
            BodyReader bodies,
            ByteBudget budget,
            ChunkSettings chunkSettings,
            ChunkWriter writer,
            IngestMetrics metrics) {
        this.bodies = bodies;
        this.budget = budget;
        this.chunkSettings = chunkSettings;
        this.writer = writer;
        this.metrics = metrics;
    }

    /**
     * Lets {@code work} take one request in and returns what it returns.
     *
     * @param protocol the protocol's name, for metrics
     * @throws RequestRejectedException what {@code work} throws, counted
     */
    public <T> T take(String protocol, Function<IngestRequest, T> work) {
        Timer.Sample sample = metrics.start();
        try (ByteBudget.Share share = budget.open()) {
            Sender sender = CurrentSender.current();
            sender.requireRoom();
            T answer = work.apply(new IngestRequest(protocol, sender, share, bodies, chunkSettings, writer, metrics));
            metrics.accepted(protocol, sample);
            return answer;
        } catch (RequestRejectedException rejection) {
            metrics.rejected(protocol, rejection.reason(), sample);
            throw rejection;
        } catch (RuntimeException fault) {
            metrics.rejected(protocol, RejectionReason.INTERNAL_ERROR, sample);
            throw fault;
        }
    }
}
