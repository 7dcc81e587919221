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
import dev.sluice.model.Headers;
import dev.sluice.tracing.Trace;
import dev.sluice.tracing.Tracing;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Takes requests in for the receivers: measures each, gives it its share of the budget and takes that back. Knows no protocol. */
@Component
public final class Intake {

    private static final String MULTIPART = "multipart/";

    private final BodyReader bodies;
    private final ByteBudget budget;
    private final ChunkSettings chunkSettings;
    private final ChunkWriter writer;
    private final RecentKeys keys;
    private final IngestMetrics metrics;
    private final Tracing tracing;

    Intake(
            BodyReader bodies,
            ByteBudget budget,
            ChunkSettings chunkSettings,
            ChunkWriter writer,
            RecentKeys keys,
            IngestMetrics metrics,
            Tracing tracing) {
        this.bodies = bodies;
        this.budget = budget;
        this.chunkSettings = chunkSettings;
        this.writer = writer;
        this.keys = keys;
        this.metrics = metrics;
        this.tracing = tracing;
    }

    /**
     * Lets a receiver take one request and returns its answer.
     *
     * @param protocol its name, for metrics
     * @throws RequestRejectedException what {@code receiver} throws, counted
     */
    public <T> T take(String protocol, HttpServletRequest http, Function<IngestRequest, T> receiver) {
        try (Trace trace = tracing.receive("receive " + protocol, http.getHeader(Headers.TRACE))) {
            return take(protocol, http, receiver, trace);
        }
    }

    private <T> T take(String protocol, HttpServletRequest http, Function<IngestRequest, T> receiver, Trace trace) {
        Timer.Sample sample = metrics.start();
        Sender sender = CurrentSender.get();
        try (IngestRequest request = new IngestRequest(
                protocol,
                http,
                sender,
                budget.open(sender.holder(http.getRemoteAddr())),
                bodies,
                chunkSettings,
                writer,
                keys,
                metrics,
                trace)) {
            requireKnownType(http);
            sender.requireRoom();
            T answer = receiver.apply(request);
            metrics.accepted(protocol, sample);
            return answer;
        } catch (RequestRejectedException rejection) {
            metrics.rejected(protocol, rejection.reason(), sample);
            trace.failed(rejection.reason().wireName());
            throw rejection;
        } catch (RuntimeException fault) {
            metrics.rejected(protocol, RejectionReason.INTERNAL_ERROR, sample);
            trace.failed(RejectionReason.INTERNAL_ERROR.wireName());
            throw fault;
        }
    }

    /** Forms are no logs; taken for lines, their boundaries would be events. */
    private static void requireKnownType(HttpServletRequest http) {
        String type = http.getContentType();
        if (type != null && type.strip().regionMatches(true, 0, MULTIPART, 0, MULTIPART.length())) {
            throw new RequestRejectedException(
                    RejectionReason.UNSUPPORTED_TYPE,
                    "the Content-Type must not be multipart; send the body itself, e.g. by curl --data-binary");
        }
    }
}
