// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a chunk's record headers say: where its lines are to go, where they stand in what was sent, where they come from, and how they were taken in.
 * The first header is the scheme's number, {@value #SCHEME}.
 */
public record ChunkHeaders(Routing routing, Position position, Provenance provenance, Receipt receipt) {

    /** Number of the form in which headers and values of {@code logs.raw} are written. */
    public static final int SCHEME = 2;

    public ChunkHeaders {
        Objects.requireNonNull(routing, "routing");
        Objects.requireNonNull(position, "position");
        Objects.requireNonNull(provenance, "provenance");
        Objects.requireNonNull(receipt, "receipt");
    }

    /**
     * What the lines are and where their events go.
     *
     * @param format a {@link LogFormat#wireName()} or the name of a configured format
     * @param namespace data-stream namespace set by the sender or its token, or null
     * @param dataset data-stream dataset set by the sender or its token, or null
     * @param zone of times that are written without one, where somebody has said so; or null
     * @param named datasets that lines may name themselves, where the sender's token says so; or null
     */
    public record Routing(String format, String namespace, String dataset, ZoneId zone, DatasetScope named) {

        public Routing {
            Objects.requireNonNull(format, Headers.FORMAT);
        }

        public Routing(String format, String namespace, String dataset) {
            this(format, namespace, dataset, null, null);
        }

        public static Routing of(String format) {
            return new Routing(format, null, null);
        }

        public static Routing of(LogFormat format) {
            return of(format.wireName());
        }

        public Routing inNamespace(String newNamespace) {
            return new Routing(format, newNamespace, dataset, zone, named);
        }

        public Routing inDataset(String newDataset) {
            return new Routing(format, namespace, newDataset, zone, named);
        }

        public Routing naming(DatasetScope newNamed) {
            return new Routing(format, namespace, dataset, zone, newNamed);
        }
    }

    /**
     * Where a chunk's first line stands in what was sent.
     *
     * @param batch who this is, for event ids: the sender's {@code Idempotency-Key}, or a UUIDv7 made on receipt
     * @param line number of the chunk's first line within the batch, from 0
     * @param stream where it stands in its ordered source, or null where there is none
     * @param digest of the stream's sent bytes before the chunk, as {@link StreamDigest} writes it; without a stream, of the batch's whole body
     *     (SHA-256, base64url); or null where none was given
     */
    public record Position(String batch, long line, StreamOffset stream, String digest) {

        public Position {
            Objects.requireNonNull(batch, Headers.BATCH);
            if (line < 0) {
                throw new IllegalArgumentException(Headers.LINE + " counts from 0, was " + line);
            }
        }

        public static Position ofBatch(String batch) {
            return new Position(batch, 0, null, null);
        }

        public static Position ofBatch(String batch, long line) {
            return new Position(batch, line, null, null);
        }

        public static Position ofStream(String batch, String stream, long offset) {
            return new Position(batch, 0, new StreamOffset(stream, offset, offset), null);
        }

        public Position withBatch(String newBatch) {
            return new Position(newBatch, line, stream, digest);
        }

        public Position withDigest(String newDigest) {
            return new Position(batch, line, stream, newDigest);
        }

        /** The same, saying that the bytes of the stream from there to the first line hold no line on purpose. */
        public Position coveringFrom(long from) {
            return new Position(batch, line, new StreamOffset(stream.id, stream.offset, from), digest);
        }
    }

    /**
     * A place in an ordered source.
     *
     * @param id the stream's id
     * @param offset of the chunk's first byte
     * @param coversFrom where the bytes before {@code offset} begin that hold no line on purpose; {@code offset} where there are none. What a sender
     *     skipped or set aside is no gap
     */
    public record StreamOffset(String id, long offset, long coversFrom) {

        public StreamOffset {
            Objects.requireNonNull(id, Headers.STREAM);
            if (offset < 0) {
                throw new IllegalArgumentException(Headers.OFFSET + " counts from 0, was " + offset);
            }
            if (coversFrom < 0 || coversFrom > offset) {
                throw new IllegalArgumentException(
                        Headers.COVERS_FROM + " must be between 0 and " + Headers.OFFSET + ", was " + coversFrom);
            }
        }
    }

    /**
     * Where the lines come from.
     *
     * @param sender name of the API token used, or {@value #ANONYMOUS}
     * @param host where they came from, or null
     * @param path file that they came from, or null
     * @param labels free labels by name, sorted
     * @param replay what this is a replay of (see {@link Headers#REPLAY}), or null
     */
    public record Provenance(String sender, String host, String path, Map<String, String> labels, String replay) {

        /** The sender where no tokens are asked for; no token can have this name. */
        public static final String ANONYMOUS = "-";

        /** Lines that nobody has sent, and that come from nowhere. */
        public static final Provenance UNKNOWN = new Provenance(ANONYMOUS, null, null, Map.of(), null);

        public Provenance {
            sender = sender == null ? ANONYMOUS : sender;
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        }

        /** @param sender name of the token, or null where there is none */
        public static Provenance of(String sender) {
            return new Provenance(sender, null, null, Map.of(), null);
        }

        public Provenance from(String newHost, String newPath) {
            return new Provenance(sender, newHost, newPath, labels, replay);
        }

        public Provenance labelled(Map<String, String> newLabels) {
            return new Provenance(sender, host, path, newLabels, replay);
        }

        public Provenance replaying(String newReplay) {
            return new Provenance(sender, host, path, labels, newReplay);
        }
    }

    /**
     * How the chunk was taken in.
     *
     * @param received epoch milliseconds when ingest had the whole request
     * @param lines lines in the value that are not empty; a payload is one
     * @param encoding of the value
     * @param trace the step of the request's trace that took it in (see {@link Headers#TRACE}), or null where it is not traced
     */
    public record Receipt(long received, long lines, ChunkEncoding encoding, String trace) {

        public Receipt(long received, long lines, ChunkEncoding encoding) {
            this(received, lines, encoding, null);
        }

        public Receipt {
            Objects.requireNonNull(encoding, Headers.ENCODING);
            if (lines < 0) {
                throw new IllegalArgumentException(Headers.LINES + " must not be negative, was " + lines);
            }
        }

        /** Of lines that are yet to be counted. */
        public static Receipt at(long received) {
            return new Receipt(received, 0, ChunkEncoding.IDENTITY);
        }

        public Receipt traced(String newTrace) {
            return new Receipt(received, lines, encoding, newTrace);
        }
    }

    /** Headers of lines that nobody sent: for tools that parse without Kafka. */
    public static ChunkHeaders of(String format, String batch, long received) {
        return new ChunkHeaders(Routing.of(format), Position.ofBatch(batch), Provenance.UNKNOWN, Receipt.at(received));
    }

    /** The same for a later part of the batch (and stream). A digest of what was before the first line is not one of what is before this. */
    public ChunkHeaders at(long line, OptionalLong offset) {
        boolean moved = position.stream != null && position.stream.offset != offset.orElseThrow();
        StreamOffset stream =
                moved ? new StreamOffset(position.stream.id, offset.getAsLong(), offset.getAsLong()) : position.stream;
        return with(new Position(position.batch, line, stream, moved ? null : position.digest));
    }

    public ChunkHeaders with(Routing newRouting) {
        return new ChunkHeaders(newRouting, position, provenance, receipt);
    }

    public ChunkHeaders with(Position newPosition) {
        return new ChunkHeaders(routing, newPosition, provenance, receipt);
    }

    public ChunkHeaders with(Provenance newProvenance) {
        return new ChunkHeaders(routing, position, newProvenance, receipt);
    }

    public ChunkHeaders with(Receipt newReceipt) {
        return new ChunkHeaders(routing, position, provenance, newReceipt);
    }

    /** The same, in another format. */
    public ChunkHeaders withFormat(String format) {
        return with(new Routing(format, routing.namespace, routing.dataset, routing.zone, routing.named));
    }

    public String format() {
        return routing.format;
    }

    /** See {@link Routing}; may be null. */
    public String namespace() {
        return routing.namespace;
    }

    public String namespaceOrDefault() {
        return routing.namespace == null ? DataStream.DEFAULT_NAMESPACE : routing.namespace;
    }

    /** See {@link Routing}; may be null. */
    public String dataset() {
        return routing.dataset;
    }

    public String batch() {
        return position.batch;
    }

    public long line() {
        return position.line;
    }

    /** Id of the ordered source, or null. */
    public String stream() {
        return position.stream == null ? null : position.stream.id;
    }

    /** Byte offset of the first line in {@link #stream}; present exactly if that is. */
    public OptionalLong offset() {
        return position.stream == null ? OptionalLong.empty() : OptionalLong.of(position.stream.offset);
    }

    public String sender() {
        return provenance.sender;
    }

    /** See {@link Provenance}; may be null. */
    public String host() {
        return provenance.host;
    }

    /** See {@link Provenance}; may be null. */
    public String path() {
        return provenance.path;
    }

    public Map<String, String> labels() {
        return provenance.labels;
    }

    /** See {@link Provenance}; may be null. */
    public String replay() {
        return provenance.replay;
    }

    public long received() {
        return receipt.received;
    }

    /** Hands each header's name and value to {@code headers}; absent ones are left out. */
    public void writeTo(BiConsumer<String, byte[]> headers) {
        write(headers, Headers.SCHEME, Integer.toString(SCHEME));
        write(headers, Headers.FORMAT, routing.format);
        write(headers, Headers.BATCH, position.batch);
        write(headers, Headers.LINE, Long.toString(position.line));
        if (position.stream != null) {
            StreamOffset stream = position.stream;
            write(headers, Headers.STREAM, stream.id);
            write(headers, Headers.OFFSET, Long.toString(stream.offset));
            Long coversFrom = stream.coversFrom == stream.offset ? null : stream.coversFrom;
            write(headers, Headers.COVERS_FROM, coversFrom);
        }
        write(headers, Headers.DIGEST, position.digest);
        write(headers, Headers.RECEIVED, Long.toString(receipt.received));
        write(headers, Headers.LINES, Long.toString(receipt.lines));
        String encoding = receipt.encoding == ChunkEncoding.IDENTITY ? null : receipt.encoding.wireName();
        write(headers, Headers.ENCODING, encoding);
        write(headers, Headers.SENDER, provenance.sender);
        write(headers, Headers.NAMESPACE, routing.namespace);
        write(headers, Headers.DATASET, routing.dataset);
        write(headers, Headers.DATASETS, routing.named);
        write(headers, Headers.ZONE, routing.zone);
        write(headers, Headers.HOST, provenance.host);
        write(headers, Headers.PATH, provenance.path);
        provenance.labels.forEach((name, value) -> write(headers, Headers.LABEL_PREFIX + name, value));
        write(headers, Headers.REPLAY, provenance.replay);
        write(headers, Headers.TRACE, receipt.trace);
    }

    private static void write(BiConsumer<String, byte[]> headers, String name, Object value) {
        if (value != null) {
            headers.accept(name, value.toString().getBytes(UTF_8));
        }
    }

    /**
     * Reads what {@link #writeTo} wrote; unknown headers are ignored.
     *
     * @throws IllegalArgumentException if a required header is missing or a number cannot be read; the message names the header
     * @throws NewerSchemeException if a newer release has written them
     */
    public static ChunkHeaders read(Map<String, byte[]> headers) {
        return new HeaderReader(headers).chunkHeaders();
    }
}
