// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.body.BodyReader;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunker;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.ChunkHeaders;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.HttpHeaders;

/** One request on its way in. */
public final class IngestRequest {

    private final String protocol;
    private final Sender sender;
    private final ByteBudget.Share share;
    private final BodyReader bodies;
    private final ChunkSettings chunkSettings;
    private final ChunkWriter writer;
    private final IngestMetrics metrics;

    IngestRequest(
            String protocol,
            Sender sender,
            ByteBudget.Share share,
            BodyReader bodies,
            ChunkSettings chunkSettings,
            ChunkWriter writer,
            IngestMetrics metrics) {
        this.protocol = protocol;
        this.sender = sender;
        this.share = share;
        this.bodies = bodies;
        this.chunkSettings = chunkSettings;
        this.writer = writer;
        this.metrics = metrics;
    }

    /** How a body is undone, besides its Content-Encoding. */
    @FunctionalInterface
    public interface Opening {
        InputStream open(InputStream decoded) throws IOException;
    }

    /** Who sends. */
    public Sender sender() {
        return sender;
    }

    /** Reads a request's body and cuts it into chunks. */
    public Chunks readLines(HttpServletRequest request, Opening opening) {
        ContentEncoding encoding = encodingOf(request);
        long length = request.getContentLengthLong();
        long expected = encoding == ContentEncoding.IDENTITY ? length : 0;
        // The chunker's buffer is there before the first byte: an announced length must not be memory for nothing.
        share.cover(Chunker.bufferSize(expected, chunkSettings));
        return read(request, encoding, body -> Chunker.cut(opening.open(body), expected, chunkSettings));
    }

    /**
     * Reads a request's body whole: for payloads that go on as they came.
     *
     * @throws RequestRejectedException if it is over {@code sluice.ingest.max-payload}
     */
    public byte[] readPayload(HttpServletRequest request) {
        int longest = Math.toIntExact(chunkSettings.maxPayload().toBytes());
        byte[] payload = read(request, encodingOf(request), body -> body.readNBytes(longest + 1));
        if (payload.length > longest) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_TOO_LARGE,
                    "a payload may have " + longest + "B, which is sluice.ingest.max-payload; send one at a time");
        }
        return payload;
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
        writer.write(batches);
        batches.forEach(batch -> metrics.written(protocol, batch));
    }

    /**
     * Takes more of the budget: for what is made of a body while it is held.
     *
     * @throws RequestRejectedException if there is no more to be had
     */
    public void reserve(long bytes) {
        share.cover(share.bytes() + bytes);
    }

    /** The same for protocols that mean something else by a Content-Encoding. */
    public <T> T readEncoded(HttpServletRequest request, BodyReader.Reading<T> reading) {
        return read(request, ContentEncoding.IDENTITY, reading);
    }

    /** Reads a request's body as it comes in; what {@code reading} keeps of it may be as much as the body. */
    public <T> T read(HttpServletRequest request, BodyReader.Reading<T> reading) {
        return read(request, encodingOf(request), reading);
    }

    private <T> T read(HttpServletRequest request, ContentEncoding encoding, BodyReader.Reading<T> reading) {
        long before = share.bytes();
        try {
            return bodies.read(request.getInputStream(), request.getContentLengthLong(), encoding, share, reading);
        } catch (IOException e) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_CUT, "the body could not be read; nothing of it was accepted", e);
        } finally {
            // Also what was rejected: reading it cost as much.
            sender.bytes().charge(share.bytes() - before);
        }
    }

    private static ContentEncoding encodingOf(HttpServletRequest request) {
        return ContentEncoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
    }
}
