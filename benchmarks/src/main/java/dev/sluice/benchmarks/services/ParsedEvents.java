// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.Corpus;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Access events as the parser makes them, each with an id of its own, and a topic that holds them. */
final class ParsedEvents {

    static final int PARTITIONS = 8;
    private static final long RECEIVED = 1_795_345_200_000L;

    private final ChunkParser parser = new ChunkParser(ParserSettings.defaults());
    private final byte[] corpus;
    private int batches;

    ParsedEvents() {
        this(Corpus.combined());
    }

    /** @param lines in the combined format */
    ParsedEvents(List<String> lines) {
        corpus = Corpus.bytes(lines);
    }

    /** An event: its id and its JSON. */
    record Event(byte[] id, byte[] json) {}

    /** The next events, so many or some more: whole rounds of the corpus. */
    List<Event> next(int atLeast) {
        List<Event> events = new ArrayList<>(atLeast + Corpus.LINES);
        while (events.size() < atLeast) {
            parseInto(events);
        }
        return events;
    }

    private void parseInto(List<Event> events) {
        ChunkHeaders headers = ChunkHeaders.of("apache_combined", "batch-" + batches++, RECEIVED);
        parser.parse(headers, corpus, 0, corpus.length, new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                events.add(new Event(Arrays.copyOf(id, EventIds.LENGTH), Arrays.copyOfRange(json, from, to)));
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                throw new IllegalStateException("line " + line + ": " + message);
            }
        });
    }

    static void createTopic(Admin admin) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(Topics.PARSED, PARTITIONS, (short) 1)))
                .all()
                .get();
    }

    /** Writes the next events to the topic, as the parser does; returns how many. */
    long fill(String bootstrapServers, String dataStream, long atLeast) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "compression.type",
                "lz4",
                "batch.size",
                256 << 10,
                "linger.ms",
                5,
                "enable.idempotence",
                true);
        List<Header> headers = List.of(new RecordHeader(Headers.DATA_STREAM, dataStream.getBytes(UTF_8)));
        long written = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int chunk = 0; written < atLeast; chunk++) {
                for (Event event : next(Corpus.LINES)) {
                    producer.send(new ProducerRecord<>(
                            Topics.PARSED,
                            chunk % PARTITIONS,
                            System.currentTimeMillis(),
                            event.id(),
                            event.json(),
                            headers));
                    written++;
                }
            }
        }
        return written;
    }
}
