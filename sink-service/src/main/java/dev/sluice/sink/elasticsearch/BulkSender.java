// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.ResponseException;
import dev.sluice.sink.driver.SinkMetrics;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Sends one {@code _bulk} request and says what became of it; tries nothing again. Thread-safe. */
final class BulkSender {

    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

    private final NodeClients nodes;
    private final AdaptiveConcurrency concurrency;

    /** How long Elasticsearch may hold a request before it begins, e.g. for a primary shard: after ours it would be done unseen. */
    private final Duration timeout;

    private final Timer latency;
    private final DistributionSummary bytes;

    BulkSender(NodeClients nodes, AdaptiveConcurrency concurrency, Duration timeout, SinkMetrics metrics) {
        this.nodes = nodes;
        this.concurrency = concurrency;
        this.timeout = timeout;
        this.latency = metrics.elasticsearchBulk();
        this.bytes = metrics.elasticsearchBulkSize();
    }

    BulkOutcome send(List<Document> documents) throws InterruptedException {
        concurrency.begin();
        try {
            byte[] body = BulkBody.of(documents);
            Request request = new Request("POST", "/_bulk");
            request.addParameter("filter_path", BulkAnswer.FILTER);
            request.addParameter("timeout", timeout.toMillis() + "ms");
            request.setEntity(new ByteArrayEntity(body, NDJSON));
            bytes.record(body.length);
            long start = System.nanoTime();
            BulkOutcome outcome = outcome(request, documents.size());
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            latency.record(took);
            if (outcome instanceof BulkOutcome.Answered) {
                concurrency.answered(body.length, took);
            }
            return outcome;
        } finally {
            concurrency.end();
        }
    }

    private BulkOutcome outcome(Request request, int documents) throws InterruptedException {
        try {
            Response response = nodes.perform(request);
            if (response.getStatusCode() >= 300) {
                return new BulkOutcome.Refused(response.getStatusCode(), "");
            }
            try (InputStream body = response.getEntity().getContent()) {
                return new BulkOutcome.Answered(BulkAnswer.read(body, documents));
            }
        } catch (ResponseException e) {
            int status = e.getResponse().getStatusCode();
            // 429 is said before anything is written; a 5xx may come from anything on the way, at any time.
            return status < 500
                    ? new BulkOutcome.Refused(status, e.getMessage())
                    : new BulkOutcome.Unknown(Integer.toString(status), e.getMessage());
        } catch (IOException e) {
            return wasNotSent(e)
                    ? new BulkOutcome.Unreachable(e.toString())
                    : new BulkOutcome.Unknown("no_answer", e.toString());
        }
    }

    private static boolean wasNotSent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof ConnectionRequestTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
