// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * What a chunk's record headers say.
 *
 * @param format a {@link LogFormat#wireName()} or the name of a configured format
 * @param batch who this is, for event ids: the sender's {@code Idempotency-Key}, or a UUIDv7 made on receipt
 * @param line number of the chunk's first line within the batch, from 0
 * @param stream id of the ordered source, or null
 * @param offset byte offset of the chunk's first line in {@code stream}; present exactly if {@code stream} is
 * @param coversFrom where the bytes before {@code offset} begin that hold no line on purpose, or empty where there are none: what a sender skipped
 *     or set aside is no gap
 * @param received epoch milliseconds when ingest had the whole request
 * @param sender name of the API token used, or null
 * @param namespace data-stream namespace set by the sender or its token, or null
 * @param dataset data-stream dataset set by the sender or its token, or null
 * @param host where the lines came from, or null
 * @param path file that the lines came from, or null
 * @param labels free labels by name, sorted
 * @param replay what this is a replay of (see {@link Headers#REPLAY}), or null
 */
public record ChunkHeaders(
        String format,
        String batch,
        long line,
        String stream,
        OptionalLong offset,
        OptionalLong coversFrom,
        long received,
        String sender,
        String namespace,
        String dataset,
        String host,
        String path,
        Map<String, String> labels,
        String replay) {

    public ChunkHeaders {
        Objects.requireNonNull(format, Headers.FORMAT);
        Objects.requireNonNull(batch, Headers.BATCH);
        Objects.requireNonNull(offset, Headers.OFFSET);
        Objects.requireNonNull(coversFrom, Headers.COVERS_FROM);
        if ((stream != null) != offset.isPresent()) {
            throw new IllegalArgumentException(Headers.STREAM + " and " + Headers.OFFSET + " go together");
        }
        if (line < 0 || offset.orElse(0) < 0) {
            throw new IllegalArgumentException(
                    Headers.LINE + " and " + Headers.OFFSET + " count from 0, were " + line + " and " + offset);
        }
        if (coversFrom.isPresent() && (coversFrom.getAsLong() < 0 || coversFrom.getAsLong() > offset.orElse(-1))) {
            throw new IllegalArgumentException(Headers.COVERS_FROM + " must be between 0 and " + Headers.OFFSET
                    + ", was " + coversFrom.getAsLong());
        }
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** Headers of a chunk before which nothing was left out. */
    public ChunkHeaders(
            String format,
            String batch,
            long line,
            String stream,
            OptionalLong offset,
            long received,
            String sender,
            String namespace,
            String dataset,
            String host,
            String path,
            Map<String, String> labels,
            String replay) {
        this(
                format,
                batch,
                line,
                stream,
                offset,
                OptionalLong.empty(),
                received,
                sender,
                namespace,
                dataset,
                host,
                path,
                labels,
                replay);
    }

    /** Headers of lines that nobody sent: for tools that parse without Kafka. */
    public static ChunkHeaders of(String format, String batch, long received) {
        return new ChunkHeaders(
                format, batch, 0, null, OptionalLong.empty(), received, null, null, null, null, null, Map.of(), null);
    }

    /** The same for a later part of the batch (and stream). */
    public ChunkHeaders at(long newLine, OptionalLong newOffset) {
        OptionalLong covers = newOffset.equals(offset) ? coversFrom : OptionalLong.empty();
        return new ChunkHeaders(
                format, batch, newLine, stream, newOffset, covers, received, sender, namespace, dataset, host, path,
                labels, replay);
    }

    /** The same, saying that the bytes of the stream from there to the first line hold no line on purpose. */
    public ChunkHeaders coveringFrom(OptionalLong newCoversFrom) {
        return new ChunkHeaders(
                format,
                batch,
                line,
                stream,
                offset,
                newCoversFrom,
                received,
                sender,
                namespace,
                dataset,
                host,
                path,
                labels,
                replay);
    }

    /** The same, from that sender, which may be null. */
    public ChunkHeaders withSender(String newSender) {
        return new ChunkHeaders(
                format,
                batch,
                line,
                stream,
                offset,
                coversFrom,
                received,
                newSender,
                namespace,
                dataset,
                host,
                path,
                labels,
                replay);
    }

    /** The same, of another batch. */
    public ChunkHeaders withBatch(String newBatch) {
        return new ChunkHeaders(
                format,
                newBatch,
                line,
                stream,
                offset,
                coversFrom,
                received,
                sender,
                namespace,
                dataset,
                host,
                path,
                labels,
                replay);
    }

    /** The same, in another format. */
    public ChunkHeaders withFormat(String newFormat) {
        return new ChunkHeaders(
                newFormat,
                batch,
                line,
                stream,
                offset,
                coversFrom,
                received,
                sender,
                namespace,
                dataset,
                host,
                path,
                labels,
                replay);
    }

    /** The same, received at another time. */
    public ChunkHeaders receivedAt(long newReceived) {
        return new ChunkHeaders(
                format,
                batch,
                line,
                stream,
                offset,
                coversFrom,
                newReceived,
                sender,
                namespace,
                dataset,
                host,
                path,
                labels,
                replay);
    }

    /** Hands each header's name and value to {@code headers}; absent ones are left out. */
    public void writeTo(BiConsumer<String, byte[]> headers) {
        write(headers, Headers.FORMAT, format);
        write(headers, Headers.BATCH, batch);
        write(headers, Headers.LINE, Long.toString(line));
        write(headers, Headers.STREAM, stream);
        write(headers, Headers.OFFSET, textOf(offset));
        write(headers, Headers.COVERS_FROM, textOf(coversFrom));
        write(headers, Headers.RECEIVED, Long.toString(received));
        write(headers, Headers.SENDER, sender);
        write(headers, Headers.NAMESPACE, namespace);
        write(headers, Headers.DATASET, dataset);
        write(headers, Headers.HOST, host);
        write(headers, Headers.PATH, path);
        labels.forEach((name, value) -> write(headers, Headers.LABEL_PREFIX + name, value));
        write(headers, Headers.REPLAY, replay);
    }

    /**
     * Reads what {@link #writeTo} wrote; unknown headers are ignored.
     *
     * @throws IllegalArgumentException if a required header is missing or a number cannot be read; the message names the header
     */
    public static ChunkHeaders read(Map<String, byte[]> headers) {
        Map<String, String> labels = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(Headers.LABEL_PREFIX) && value != null) {
                labels.put(name.substring(Headers.LABEL_PREFIX.length()), new String(value, UTF_8));
            }
        });
        return new ChunkHeaders(
                required(headers, Headers.FORMAT),
                required(headers, Headers.BATCH),
                number(Headers.LINE, required(headers, Headers.LINE)),
                text(headers, Headers.STREAM),
                optionalNumber(headers, Headers.OFFSET),
                optionalNumber(headers, Headers.COVERS_FROM),
                number(Headers.RECEIVED, required(headers, Headers.RECEIVED)),
                text(headers, Headers.SENDER),
                text(headers, Headers.NAMESPACE),
                text(headers, Headers.DATASET),
                text(headers, Headers.HOST),
                text(headers, Headers.PATH),
                labels,
                text(headers, Headers.REPLAY));
    }

    private static void write(BiConsumer<String, byte[]> headers, String name, String value) {
        if (value != null) {
            headers.accept(name, value.getBytes(UTF_8));
        }
    }

    private static String text(Map<String, byte[]> headers, String name) {
        byte[] value = headers.get(name);
        return value == null ? null : new String(value, UTF_8);
    }

    private static OptionalLong optionalNumber(Map<String, byte[]> headers, String name) {
        String value = text(headers, name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(number(name, value));
    }

    private static String textOf(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : null;
    }

    private static String required(Map<String, byte[]> headers, String name) {
        String value = text(headers, name);
        if (value == null) {
            throw new IllegalArgumentException("header " + name + " is missing");
        }
        return value;
    }

    private static long number(String name, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("header " + name + " must be a whole number, was '" + value + "'", e);
        }
    }
}
