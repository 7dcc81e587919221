// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.rehydration;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import dev.sluice.sink.elasticsearch.DocumentLoader;
import dev.sluice.sink.s3.LakeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a span of the lake back to Elasticsearch, into a namespace of its own, for an investigation after its retention is over. An event that
 * is there already stays as it is, so that asking again does no harm; and a file remembers which objects are done, so that it is also quick.
 */
public final class Rehydration implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LakeReader lake;
    private final DocumentLoader loader;

    public Rehydration(LakeReader lake, DocumentLoader loader) {
        this.lake = lake;
        this.loader = loader;
    }

    /**
     * What to bring back.
     *
     * @param source data stream that the events were written to
     * @param from events of this time or later
     * @param to events before this
     * @param namespace where they go, beside their dataset
     */
    public record RehydrationRequest(DataStream source, Instant from, Instant to, String namespace) {

        public RehydrationRequest {
            if (namespace.equals(source.namespace())) {
                throw new IllegalArgumentException(
                        "events go into a namespace of their own, not into '" + namespace + "', where they come from");
            }
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("the time range from " + from + " to " + to + " is empty");
            }
        }

        DataStream target() {
            return new DataStream(source.dataset(), namespace);
        }
    }

    /** How far it is; {@code rejected} events were rejected by Elasticsearch for good and are in the lake only. */
    public record RehydrationProgress(int objects, int ofObjects, long events, long rejected) {}

    /** Is told how far it is, after each object. */
    public interface RehydrationListener {
        void at(RehydrationProgress progress);
    }

    /**
     * Brings back what is not there yet.
     *
     * @param done a file that remembers the objects that are done; made where there is none, begun anew for another span
     */
    public RehydrationProgress run(RehydrationRequest request, Path done, RehydrationListener listener)
            throws IOException, InterruptedException {
        loader.awaitTemplate();
        List<String> keys = lake.keys(request.source(), request.from(), request.to());
        Set<String> doneKeys = read(done, request);
        RehydrationProgress progress = new RehydrationProgress(0, keys.size(), 0, 0);
        for (String key : keys) {
            long events = doneKeys.contains(key) ? 0 : bringBack(key, request);
            if (!doneKeys.contains(key)) {
                Files.writeString(done, key + '\n', StandardOpenOption.APPEND);
            }
            progress = new RehydrationProgress(
                    progress.objects() + 1, keys.size(), progress.events() + events, loader.rejected());
            listener.at(progress);
        }
        return progress;
    }

    private static Set<String> read(Path done, RehydrationRequest request) throws IOException {
        String first = request.toString();
        if (Files.exists(done)) {
            List<String> lines = Files.readAllLines(done);
            if (!lines.isEmpty() && lines.getFirst().equals(first)) {
                return new HashSet<>(lines);
            }
        }
        Files.writeString(done, first + '\n');
        return Set.of();
    }

    private long bringBack(String key, RehydrationRequest request) throws IOException, InterruptedException {
        long[] events = {0};
        lake.read(key, event -> {
            String id = event.at("/event/id").asString("");
            if (id.length() == EventIds.LENGTH && isInside(request, event, id)) {
                // Where it says that it is must be where it is.
                event.putObject("data_stream")
                        .put("type", "logs")
                        .put("dataset", request.source().dataset())
                        .put("namespace", request.namespace());
                loader.add(id, request.target().name(), JSON.writeValueAsBytes(event));
                events[0]++;
            }
        });
        loader.flush();
        return events[0];
    }

    private static boolean isInside(RehydrationRequest request, ObjectNode event, String id) {
        Instant time;
        try {
            time = Instant.parse(event.path("@timestamp").asString(""));
        } catch (DateTimeException e) {
            time = Instant.ofEpochMilli(EventIds.timestampOf(id.getBytes(US_ASCII)));
        }
        return !time.isBefore(request.from()) && time.isBefore(request.to());
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
