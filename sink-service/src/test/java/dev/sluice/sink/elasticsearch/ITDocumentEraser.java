// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.SinkTools;
import dev.sluice.sink.erasure.ErasableStore;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.testing.HotStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real Elasticsearch, with the sink's own template: exactly the documents whose field has the value go, in whichever index they are. */
class ITDocumentEraser {

    private static final String STREAM = "logs-app-default";
    private static final String LONG = "x".repeat(2_000);

    @TempDir
    private Path folder;

    private HotStore store;
    private final List<ErasedEvent> erased = new ArrayList<>();

    private final ErasureJournal journal = new ErasureJournal() {
        @Override
        public void erasing(String name, List<ErasedEvent> events) {
            // Written down first.
            assertThat(store.ids(events.getFirst().dataStream()))
                    .containsAll(events.stream().map(ErasedEvent::id).toList());
            erased.addAll(events);
        }

        @Override
        public Map<String, String> clean(String place) {
            return Map.of();
        }

        @Override
        public void clean(String place, Map<String, String> versions) {}
    };

    @Test
    void deletesExactlyThem() throws Exception {
        try (HotStore started = HotStore.start(folder.resolve("elasticsearch"))) {
            store = started;
            try (SinkTools tools = tools();
                    DocumentLoader loader = new DocumentLoader(tools.elasticsearchSettings(), null)) {
                loader.awaitTemplate();
            }
            add(STREAM, "alice-0", "\"user\":{\"name\":\"alice\"}");
            add(STREAM, "odd", "\"fields\":{\"user\":{\"name\":\"alice\"}}");
            add(STREAM, "other", "\"user\":{\"name\":\"Alice\"}");
            add(STREAM, "long", "\"user\":{\"name\":\"" + LONG + "\"}");
            add(STREAM, "unmapped", "\"nobody\":{\"knows\":\"alice\"}");
            store.rollOver(STREAM);
            IntStream.range(1, 2_600).forEach(i -> add(STREAM, "alice-" + i, "\"user\":{\"name\":[\"x\",\"alice\"]}"));
            add(STREAM, "bob", "\"user\":{\"name\":\"bob\"}");
            add("logs-app-prod", "elsewhere", "\"user\":{\"name\":\"alice\"}");
            flush();

            assertThat(erase("user.name", "alice", "prod")).isOne();
            assertThat(erased).containsExactly(new ErasedEvent("elsewhere", "logs-app-prod", 492_323));
            assertThat(count("user.name", "alice")).isEqualTo(2_601);
            assertThat(erase("user.name", "alice", null)).isEqualTo(2_601);
            assertThat(erase("user.name", "alice", null)).isZero();
            assertThat(left()).containsExactlyInAnyOrder("other", "long", "unmapped", "bob");
            // Too long for the index, and not in it at all.
            assertThat(erase("user.name", LONG, null)).isOne();
            assertThat(erase("nobody.knows", "alice", null)).isOne();
            assertThat(left()).containsExactlyInAnyOrder("other", "bob");
            assertThat(erased).hasSize(2_604).extracting(ErasedEvent::id).doesNotHaveDuplicates();
        }
    }

    private final StringBuilder bulk = new StringBuilder();

    private void add(String dataStream, String id, String fields) {
        bulk.append("{\"create\":{\"_index\":\"" + dataStream + "\",\"_id\":\"" + id + "\"}}\n");
        bulk.append("{\"@timestamp\":\"2026-03-01T10:00:00Z\",\"event\":{\"id\":\"" + id
                + "\",\"created\":\"2026-03-01T11:30:00Z\"}," + fields + "}\n");
        if (id.equals("unmapped")) {
            flush();
        }
    }

    private void flush() {
        assertThat(store.call("POST", "/_bulk?refresh=true", bulk.toString())
                        .path("errors")
                        .asBoolean())
                .isFalse();
        bulk.setLength(0);
    }

    private List<String> left() {
        return store.ids(STREAM);
    }

    private long count(String field, String value) throws IOException, InterruptedException {
        try (SinkTools tools = tools();
                ErasableStore eraser = new DocumentEraser("elasticsearch", tools.elasticsearchSettings(), null)) {
            return eraser.count(request(field, value, null), progress -> {});
        }
    }

    private long erase(String field, String value, String namespace) throws IOException, InterruptedException {
        try (SinkTools tools = tools();
                ErasableStore eraser = new DocumentEraser("elasticsearch", tools.elasticsearchSettings(), null)) {
            return eraser.erase(request(field, value, namespace), journal, progress -> {});
        }
    }

    private static ErasureRequest request(String field, String value, String namespace) {
        return new ErasureRequest(field, value, null, null, null, namespace);
    }

    private SinkTools tools() {
        return SinkTools.open(Map.of(
                "sluice.sink.elasticsearch.uris",
                store.endpoint().toString(),
                "sluice.sink.s3.client.region",
                "us-east-1"));
    }
}
