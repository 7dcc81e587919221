// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.body.BodyReader;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.body.ExactInput;
import dev.sluice.ingest.body.RequestBody;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunker;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.rejection.WriteRejectedException;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ReservedLabels;
import dev.sluice.tracing.Trace;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;

/** One request on its way in: what a receiver reads from, and writes to. Holds its share of the budget until it is closed. */
public final class IngestRequest implements AutoCloseable {

    private final String protocol;
    private final HttpServletRequest http;
    private final Sender sender;
    private final ByteBudget.Share share;
    private final BodyReader bodies;
    private final ChunkSettings chunkSettings;
    private final ChunkWriter writer;
    private final RecentKeys keys;
    private final IngestMetrics metrics;
    private final Trace trace;
    private RequestBody body;
    private long charged;

    IngestRequest(
            String protocol,
            HttpServletRequest http,
            Sender sender,
            ByteBudget.Share share,
            BodyReader bodies,
            ChunkSettings chunkSettings,
            ChunkWriter writer,
            RecentKeys keys,
            IngestMetrics metrics,
            Trace trace) {
        this.protocol = protocol;
        this.http = http;
        this.sender = sender;
        this.share = share;
        this.bodies = bodies;
        this.chunkSettings = chunkSettings;
        this.writer = writer;
        this.keys = keys;
        this.metrics = metrics;
        this.trace = trace.with("sluice.protocol", protocol).with("sluice.sender", sender.name());
    }

    /** Headers and query. The body is read by {@link #openBody} and the like only. */
    public HttpServletRequest http() {
        return http;
    }

    /** Who sends. */
    public Sender sender() {
        return sender;
    }

    /** Opens the body, to be read once. What the reader keeps of it may be as much as the body; for more, {@link #reserve} it. */
    public RequestBody openBody() {
        return open(contentEncoding());
    }

    /** The same for protocols that mean something else by a Content-Encoding. */
    public RequestBody openEncodedBody() {
        return open(ContentEncoding.IDENTITY);
    }

    /**
     * The same for a protocol that frames its one message within the body.
     *
     * @param in the request's own body, from the message's first byte on; is not read beyond {@code length} bytes
     * @param length of the message on the wire
     */
    public RequestBody openMessage(InputStream in, long length, ContentEncoding encoding) {
        return open(new ExactInput(in, length), length, encoding);
    }

    /**
     * Reads the body whole, for payloads that go on as they came.
     *
     * @throws RequestRejectedException if it is over {@code sluice.ingest.max-payload}
     */
    public byte[] readPayload() {
        int longest = Math.toIntExact(chunkSettings.maxPayload().toBytes());
        byte[] payload = openBody().readNBytes(longest + 1);
        if (payload.length > longest) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_TOO_LARGE,
                    "a payload may have " + longest + "B, which is sluice.ingest.max-payload; send one at a time");
        }
        return payload;
    }

    /** Cuts what {@code lines} gives, which is the body of this request, into chunks. */
    public Chunks cut(InputStream lines) {
        long expected = contentEncoding() == ContentEncoding.IDENTITY ? http.getContentLengthLong() : 0;
        try {
            Chunks chunks = Chunker.cut(lines, expected, chunkSettings, this::reserve);
            return lines == body ? chunks.encodedAs(body.frames()) : chunks;
        } catch (IOException e) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_CUT, "the body could not be read; nothing of it was accepted", e);
        }
    }

    /**
     * Takes more of the budget: for what is made of a body while it is held.
     *
     * @throws RequestRejectedException if there is no more to be had
     */
    public void reserve(long bytes) {
        share.grow(bytes);
    }

    /**
     * Returns when all of it is in Kafka; counts it.
     *
     * @param headers of the first line
     * @param key for the records, or null
     */
    public void write(ChunkHeaders headers, String key, Chunks chunks) {
        write(List.of(new ChunkBatch(headers, key, chunks.chunks())));
    }

    /** The same for lines that do not share their headers: one call a request, so that a rejection is true of all of it. */
    public void write(List<ChunkBatch> batches) {
        chargeBody();
        long events = batches.stream()
                .mapToLong(batch -> batch.lines() + batch.deadLetters())
                .sum();
        trace.with("sluice.lines", events);
        sender.requireEvents(events);
        sender.chargeEvents(events);
        String digest = body == null ? null : body.digestText();
        List<Boolean> isKept = batches.stream().map(this::isKept).toList();
        List<ChunkBatch> admitted = batches.stream()
                .filter(this::isKept)
                .map(this::admitted)
                .map(batch -> withBodyDigest(batch, digest))
                .map(this::traced)
                .toList();
        if (digest != null) {
            admitted.forEach(batch -> keys.requireSameBody(batch.headers()));
        }
        try {
            if (!admitted.isEmpty()) {
                writer.write(admitted);
            }
        } catch (WriteRejectedException rejection) {
            countWritten(admitted, rejection);
            throw rejection.among(isKept);
        }
        if (digest != null) {
            admitted.forEach(batch -> keys.remember(batch.headers()));
        }
        admitted.forEach(batch -> metrics.written(protocol, batch));
        batches.forEach(this::countDropped);
    }

    private boolean isKept(ChunkBatch batch) {
        return sender.droppedBy(batch.headers().routing()).isEmpty();
    }

    private void countDropped(ChunkBatch batch) {
        sender.droppedBy(batch.headers().routing())
                .ifPresent(datasets -> metrics.dropped(sender.name(), datasets, batch.lines() + batch.deadLetters()));
    }

    /** Part of it is there nevertheless, and some protocols say which. */
    private void countWritten(List<ChunkBatch> batches, WriteRejectedException rejection) {
        for (int number = 0; number < batches.size(); number++) {
            if (rejection.fates().get(number) == WriteRejectedException.Fate.WRITTEN) {
                metrics.written(protocol, batches.get(number));
            }
        }
    }

    private static ChunkBatch withBodyDigest(ChunkBatch batch, String digest) {
        ChunkHeaders headers = batch.headers();
        return digest == null
                ? batch
                : new ChunkBatch(headers.with(headers.position().withDigest(digest)), batch.key(), batch.chunks());
    }

    private ChunkBatch traced(ChunkBatch batch) {
        String parent = trace.parent();
        ChunkHeaders headers = batch.headers();
        return parent == null
                ? batch
                : new ChunkBatch(headers.with(headers.receipt().traced(parent)), batch.key(), batch.chunks());
    }

    /** What goes to a dataset that the sender may not name goes to another one, and says which one it named. */
    private ChunkBatch admitted(ChunkBatch batch) {
        ChunkHeaders headers = batch.headers();
        if (sender.admitsDataset(headers.routing())) {
            return new ChunkBatch(headers.with(sender.scoped(headers.routing())), batch.key(), batch.chunks());
        }
        metrics.datasetReplaced(sender.name(), batch.lines());
        Map<String, String> labels = new TreeMap<>(headers.labels());
        labels.put(ReservedLabels.REQUESTED_DATASET, headers.dataset());
        return new ChunkBatch(
                headers.with(Sender.fallback(headers.routing()))
                        .with(headers.provenance().labelled(labels)),
                batch.key(),
                batch.chunks());
    }

    /** Gives the share of the budget back. */
    @Override
    public void close() {
        try {
            closeBody();
        } finally {
            share.close();
        }
    }

    private void closeBody() {
        if (body == null) {
            return;
        }
        try {
            body.close();
        } finally {
            chargeBody();
        }
    }

    /** Also what was rejected: reading it cost as much. */
    private void chargeBody() {
        if (body != null) {
            sender.chargeBytes(body.bytesRead() - charged);
            charged = body.bytesRead();
        }
    }

    private RequestBody open(ContentEncoding encoding) {
        try {
            return open(http.getInputStream(), http.getContentLengthLong(), encoding);
        } catch (IOException e) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_CUT, "the body could not be read; nothing of it was accepted", e);
        }
    }

    private RequestBody open(InputStream in, long length, ContentEncoding encoding) {
        if (body != null) {
            throw new IllegalStateException("the body can be read once");
        }
        body = bodies.open(in, length, encoding, share);
        if (isNamed()) {
            body.digest();
        }
        return body;
    }

    /**
     * Whether the sender has named the request, so that another body could come under the same name. A stream's place is checked by its own
     * digest.
     */
    private boolean isNamed() {
        return http.getHeader(RequestMetadata.STREAM) == null
                && (http.getHeader(IdempotencyKey.HEADER) != null
                        || http.getHeader(IdempotencyKey.FIREHOSE_REQUEST_ID) != null
                        || http.getHeader(IdempotencyKey.AWS_INVOCATION_ID) != null);
    }

    private ContentEncoding contentEncoding() {
        return ContentEncoding.of(http.getHeader(HttpHeaders.CONTENT_ENCODING));
    }
}
