// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.Headers;
import dev.sluice.model.LogFormat;
import dev.sluice.model.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A dead letter, as it lies in one of the dead-letter topics. */
public final class DeadLetterRecord {

    private final ConsumerRecord<byte[], byte[]> source;

    DeadLetterRecord(ConsumerRecord<byte[], byte[]> source) {
        this.source = source;
    }

    /** Where it lies: its name. */
    public Coordinates coordinates() {
        return new Coordinates(source.topic(), source.partition(), source.offset());
    }

    /** What it is known by; see {@code DeadLetterId}. */
    public String id() {
        return text(Headers.DLT_ID).orElseGet(() -> coordinates().toString());
    }

    /** A {@code DeadLetterReason}'s name; a newer Sluice may have others. */
    public String reason() {
        return text(Headers.DLT_REASON).orElse("");
    }

    /** What was wrong, for people. */
    public String message() {
        return text(Headers.DLT_MESSAGE).orElse("");
    }

    /** When it was given up. */
    public Instant at() {
        return Instant.ofEpochMilli(number(Headers.DLT_AT).orElse(source.timestamp()));
    }

    /** The dataset of the event; of a line that never was an event, the one that its sender named or that its format has, if any. */
    public Optional<String> dataset() {
        Optional<String> dataStream = text(Headers.DATA_STREAM);
        if (dataStream.isPresent()) {
            try {
                return Optional.of(DataStream.parse(dataStream.get()).dataset());
            } catch (IllegalArgumentException ignored) {
                // That may be why it is here.
                return Optional.empty();
            }
        }
        return text(Headers.DATASET)
                .or(() -> text(Headers.FORMAT).flatMap(LogFormat::ofWireName).flatMap(LogFormat::dataset));
    }

    /** Name of the token that sent it, or {@code -}. An event's record does not say who sent it. */
    public String sender() {
        return text(Headers.SENDER).orElse(Provenance.ANONYMOUS);
    }

    /** All headers, by name; what is no text is shown as well as it goes. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        source.headers().forEach(header -> headers.put(header.key(), textOf(header)));
        return headers;
    }

    /** The original bytes of the line or document. */
    public byte[] value() {
        return source.value() == null ? new byte[0] : source.value().clone();
    }

    /** The record's key: of an event, its id; null for a line. */
    byte[] key() {
        return source.key();
    }

    /** Where it goes when it is replayed: the topic that it came from, or, if it never reached one, the one that it was meant for. */
    String origin() {
        return text(Headers.DLT_TOPIC)
                .orElse(source.topic().equals(Topics.RAW_DEAD_LETTERS) ? Topics.RAW : Topics.PARSED);
    }

    /** The partition among {@code partitions} that it is replayed to, always the same: there the parser remembers it. */
    int originPartition(int partitions) {
        long partition = number(Headers.DLT_PARTITION)
                .orElse((long) coordinates().toString().hashCode());
        return Math.floorMod(partition, partitions);
    }

    /** The headers of its replay: its own without those of its failure, and where it comes from. */
    List<Header> replayHeaders() {
        List<Header> headers = new ArrayList<>();
        for (Header header : source.headers()) {
            boolean ofTheFailure =
                    header.key().startsWith(Headers.DLT_PREFIX) && !header.key().equals(Headers.DLT_ATTEMPTS);
            if (!ofTheFailure && !header.key().equals(Headers.REPLAY)) {
                headers.add(header);
            }
        }
        headers.add(new RecordHeader(Headers.REPLAY, id().getBytes(UTF_8)));
        // The other stores have had the event the first time.
        Topics.storeOf(source.topic()).ifPresent(store -> {
            headers.removeIf(header -> header.key().equals(Headers.ROUTE));
            headers.add(new RecordHeader(Headers.ROUTE, store.getBytes(UTF_8)));
        });
        return headers;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(source.headers().lastHeader(name)).map(DeadLetterRecord::textOf);
    }

    private Optional<Long> number(String name) {
        try {
            return text(name).map(Long::valueOf);
        } catch (NumberFormatException ignored) {
            return Optional.empty();
        }
    }

    private static String textOf(Header header) {
        return header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
