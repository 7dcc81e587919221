// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetter;
import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Headers;
import dev.sluice.model.LogFormat;
import dev.sluice.model.NewerSchemeException;
import dev.sluice.model.Topics;
import dev.sluice.model.sensitive.SensitiveText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final DeadLetter letter;

    DeadLetterRecord(ConsumerRecord<byte[], byte[]> source) {
        this.source = source;
        this.letter = read();
    }

    private DeadLetter read() {
        try {
            return DeadLetter.read(name -> {
                Header header = source.headers().lastHeader(name);
                return header == null ? null : header.value();
            });
        } catch (IllegalArgumentException e) {
            // Not written by Sluice. It is there all the same, and somebody must be able to deal with it.
            return new DeadLetter(
                    coordinates().toString(),
                    DeadLetterReason.UNKNOWN,
                    e.getMessage(),
                    null,
                    DeadLetter.NO_LINE,
                    1,
                    source.timestamp());
        }
    }

    /** Where it lies: its name. */
    public Coordinates coordinates() {
        return new Coordinates(source.topic(), source.partition(), source.offset());
    }

    /** What it is known by; see {@code DeadLetterId}. */
    public String id() {
        return letter.id();
    }

    /** Why; {@code UNKNOWN} for a reason of a newer Sluice, whose name then stands before the message. */
    public String reason() {
        return letter.reason().name();
    }

    /** What was wrong, for people. */
    public String message() {
        return letter.message();
    }

    /** When it was given up. */
    public Instant at() {
        return Instant.ofEpochMilli(letter.at());
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

    /** What the headers say of a line, to parse it as the parser would; empty for an event, and where they cannot be read. */
    public Optional<ChunkHeaders> line() {
        if (!origin().equals(Topics.RAW)) {
            return Optional.empty();
        }
        Map<String, byte[]> byName = new HashMap<>();
        source.headers().forEach(header -> byName.put(header.key(), header.value()));
        try {
            return Optional.of(ChunkHeaders.read(byName));
        } catch (IllegalArgumentException | NewerSchemeException e) {
            // That may be why it is here.
            return Optional.empty();
        }
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

    /** The original bytes as people may see them: secrets and personal data that have a shape are hidden. What is replayed is {@link #value}. */
    public byte[] shownValue() {
        return SensitiveText.hide(value());
    }

    /** The id of an event that a store refused; empty for a line, which has not become one. */
    public Optional<String> eventId() {
        return source.key() == null || origin().equals(Topics.RAW)
                ? Optional.empty()
                : Optional.of(new String(source.key(), UTF_8));
    }

    /** The record's key: of an event, its id; null for a line. */
    byte[] key() {
        return source.key();
    }

    /** Where it goes when it is replayed: the topic that it came from, or, if it never reached one, the one that it was meant for. */
    String origin() {
        if (letter.source() != null) {
            return letter.source().topic();
        }
        return source.topic().equals(Topics.RAW_DEAD_LETTERS) ? Topics.RAW : Topics.PARSED;
    }

    /** The record that held its value; empty where it never reached a topic. */
    Optional<Coordinates> source() {
        return Optional.ofNullable(letter.source());
    }

    /**
     * The partition among {@code partitions} that it is replayed to, always the same, and the same for all letters of one line: there the parser
     * remembers it.
     */
    int originPartition(int partitions) {
        int partition = letter.source() != null ? letter.source().partition() : id().hashCode();
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

    private static String textOf(Header header) {
        return header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
