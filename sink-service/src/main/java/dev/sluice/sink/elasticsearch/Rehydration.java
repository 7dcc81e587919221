// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.StoreStatus;
import dev.sluice.sink.s3.LakeReader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a span of the lake back to Elasticsearch, into a namespace of its own, for an investigation after its retention is over. An event that is there
 * already stays as it is, so that asking again does no harm; and a file remembers which objects are done, so that it is also quick.
 */
public final class Rehydration implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_DOCUMENTS = 5_000;
    private static final int MAX_BYTES = 4 << 20;
    private static final Duration TEMPLATE_POLL = Duration.ofMillis(100);

    private final LakeReader lake;
    private final Nodes nodes;
    private final IndexTemplate template;
    private final BulkDelivery delivery;
    private final AtomicLong refused = new AtomicLong();

    /** @param ssl whom to trust, or null for the JVM's trust store */
    public Rehydration(LakeReader lake, ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        this.lake = lake;
        nodes = new Nodes(settings, ssl);
        StoreStatus status = new StoreStatus("elasticsearch", Clock.systemUTC());
        SinkMetrics metrics = new SinkMetrics(new SimpleMeterRegistry(), status.store(), Clock.systemUTC(), status);
        template = new IndexTemplate(nodes, settings.template(), settings.retry(), status);
        BulkPace pace = new BulkPace(settings.bulk(), settings.uris().size());
        delivery = new BulkDelivery(
                new BulkSender(nodes, pace, metrics),
                pace,
                new OlderCopies(nodes),
                new Mending(IndexTemplate.mappings()),
                (record, reason, message, attempts) -> refused.incrementAndGet(),
                status,
                metrics,
                settings.retry());
    }

    /**
     * What to bring back.
     *
     * @param source data stream that the events were written to
     * @param from events of this time or later
     * @param to events before this
     * @param namespace where they go, beside their dataset
     */
    public record Span(DataStream source, Instant from, Instant to, String namespace) {

        public Span {
            if (namespace.equals(source.namespace())) {
                throw new IllegalArgumentException(
                        "events go into a namespace of their own, not into '" + namespace + "', where they come from");
            }
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("the span from " + from + " to " + to + " is empty");
            }
        }

        DataStream target() {
            return new DataStream(source.dataset(), namespace);
        }
    }

    /** How far it is; {@code refused} events were refused by Elasticsearch for good and are in the lake only. */
    public record Progress(int objects, int ofObjects, long events, long refused) {}

    /** Is told how far it is, after each object. */
    public interface Listener {
        void at(Progress progress);
    }

    /**
     * Brings back what is not there yet.
     *
     * @param done a file that remembers the objects that are done; made where there is none, begun anew for another span
     */
    public Progress run(Span span, Path done, Listener listener) throws IOException, InterruptedException {
        template.start();
        while (!template.isInstalled()) {
            Thread.sleep(TEMPLATE_POLL);
        }
        List<String> keys = lake.keys(span.source(), span.from(), span.to());
        Set<String> doneKeys = read(done, span);
        Progress progress = new Progress(0, keys.size(), 0, 0);
        for (String key : keys) {
            long events = doneKeys.contains(key) ? 0 : bringBack(key, span);
            if (!doneKeys.contains(key)) {
                Files.writeString(done, key + '\n', StandardOpenOption.APPEND);
            }
            progress = new Progress(progress.objects() + 1, keys.size(), progress.events() + events, refused.get());
            listener.at(progress);
        }
        return progress;
    }

    private static Set<String> read(Path done, Span span) throws IOException {
        String first = span.toString();
        if (Files.exists(done)) {
            List<String> lines = Files.readAllLines(done);
            if (!lines.isEmpty() && lines.getFirst().equals(first)) {
                return new HashSet<>(lines);
            }
        }
        Files.writeString(done, first + '\n');
        return Set.of();
    }

    private long bringBack(String key, Span span) throws IOException, InterruptedException {
        Batch batch = new Batch(span);
        lake.read(key, batch::add);
        batch.send();
        return batch.events;
    }

    /** Events on their way, some thousand at once. */
    private final class Batch {

        private final Span span;
        private final String dataStream;
        private List<Document> documents = new ArrayList<>();
        private int bytes;
        private long events;

        Batch(Span span) {
            this.span = span;
            this.dataStream = span.target().name();
        }

        void add(ObjectNode event) throws InterruptedException {
            String id = event.at("/event/id").asString("");
            if (id.length() != EventIds.LENGTH || !isInSpan(event, id)) {
                return;
            }
            // Where it says that it is must be where it is.
            event.putObject("data_stream")
                    .put("type", "logs")
                    .put("dataset", span.source().dataset())
                    .put("namespace", span.namespace());
            byte[] json = JSON.writeValueAsBytes(event);
            ConsumerRecord<byte[], byte[]> record =
                    new ConsumerRecord<>("lake", 0, events, id.getBytes(US_ASCII), json);
            // An earlier run may have brought it.
            documents.add(Document.of(record, dataStream, true));
            bytes += json.length;
            events++;
            if (documents.size() >= MAX_DOCUMENTS || bytes >= MAX_BYTES) {
                send();
            }
        }

        private boolean isInSpan(ObjectNode event, String id) {
            Instant time;
            try {
                time = Instant.parse(event.path("@timestamp").asString(""));
            } catch (DateTimeException e) {
                time = Instant.ofEpochMilli(EventIds.timestampOf(id.getBytes(US_ASCII)));
            }
            return !time.isBefore(span.from()) && time.isBefore(span.to());
        }

        void send() throws InterruptedException {
            if (!documents.isEmpty()) {
                delivery.deliver(new Bulk(documents, List.of(), 0, bytes));
            }
            documents = new ArrayList<>();
            bytes = 0;
        }
    }

    @Override
    public void close() throws IOException {
        template.stop();
        nodes.close();
    }
}
