// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.rehydration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.DataStream;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.rehydration.Rehydration.RehydrationProgress;
import dev.sluice.sink.rehydration.Rehydration.RehydrationRequest;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A span of the lake, in all formats, back in Elasticsearch: each event once and as it was, however often it is asked for. */
@SuppressWarnings("try")
class ITRehydration {

    private static final DataStream ACCESS = DataStream.parse(Pipe.ACCESS);
    private static final Instant TIME = Instant.parse("2026-03-01T10:30:00Z");
    private static final String TARGET = "logs-apache.access-rehydrated";
    private static final String RICH = """
            {"@timestamp":"2026-03-01T10:29:00Z","event":{"id":"%s","category":["web","x"],"sequence":7},\
            "source":{"ip":"10.0.0.1"},"labels":{"team":"blue"},"fields":{"order":{"id":1}},"unknown":{"deep":[1,2]},"message":"m"}""";

    @TempDir
    private Path folder;

    @Test
    void eachEventOfTheSpanIsThereOnceAndAsItWas() throws Exception {
        try (var pipe = new Pipe(folder.resolve("kafka"), 1);
                var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, "lake");
                var store = HotStore.start(folder.resolve("elasticsearch"))) {
            String rich = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "rich")
                    .id(Instant.parse("2026-03-01T10:29:00Z").toEpochMilli(), 0);
            pipe.write(0, rich, Pipe.ACCESS, RICH.formatted(rich));
            int written = 0;
            Set<String> ids = new TreeSet<>(Set.of(rich));
            // An hour and a half, a second apart, in objects of each format.
            for (String format : new String[] {"parquet", "ndjson_gz", "ndjson_zst"}) {
                ids.addAll(pipe.writeEvents(Pipe.ACCESS, TIME, written, 1_800));
                written += 1_800;
                long end = written + 1;
                try (var sink = Sink.s3(
                        pipe.bootstrapServers(),
                        s3,
                        "lake",
                        folder.resolve("spool"),
                        "--sluice.sink.s3.file.max-age=300ms",
                        "--sluice.sink.s3.format=" + format)) {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> pipe.committed("sluice-sink-s3").values().stream()
                                    .anyMatch(committed -> committed.offset() == end));
                }
            }
            int objects = Lakes.keys(s3.objects().resolve("lake")).size();
            Path done = folder.resolve("done");
            // All but the last second.
            RehydrationRequest span =
                    new RehydrationRequest(ACCESS, TIME.minusSeconds(60), TIME.plusSeconds(written - 1), "rehydrated");
            ids.remove(EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "test-" + Pipe.ACCESS)
                    .id(TIME.plusSeconds(written - 1).toEpochMilli(), written - 1));

            try (SinkTools tools = tools(pipe, s3, store);
                    Rehydration rehydration = tools.rehydration()) {
                assertThatThrownBy(() -> rehydration.run(span, done, progress -> {
                            throw new IllegalStateException("cut off");
                        }))
                        .hasMessage("cut off");
                long first = store.count(TARGET);
                assertThat(first).isPositive().isLessThan(ids.size());
                // What is there already is found also in an older backing index.
                store.rollOver(TARGET);

                assertThat(rehydration.run(span, done, progress -> {}))
                        .isEqualTo(new RehydrationProgress(objects, objects, ids.size() - first, 0));
                assertThat(rehydration.run(span, done, progress -> {}))
                        .isEqualTo(new RehydrationProgress(objects, objects, 0, 0));
                assertThat(rehydration.run(span, folder.resolve("another"), progress -> {}))
                        .isEqualTo(new RehydrationProgress(objects, objects, ids.size(), 0));
            }
            assertThat(store.ids(TARGET)).containsExactlyElementsOf(ids);
            ObjectNode expected = (ObjectNode) JsonMapper.shared().readTree(RICH.formatted(rich));
            expected.putObject("data_stream")
                    .put("type", "logs")
                    .put("dataset", "apache.access")
                    .put("namespace", "rehydrated");
            expected.set("unknown.deep", expected.remove("unknown").get("deep"));
            assertThat(withDottedUnknown((ObjectNode) store.source(TARGET, rich)))
                    .isEqualTo(expected);
        }
    }

    /** What has no column comes back by its path, which may be written either way. */
    private static ObjectNode withDottedUnknown(ObjectNode event) {
        if (event.has("unknown")) {
            event.set("unknown.deep", event.remove("unknown").get("deep"));
        }
        return event;
    }

    private SinkTools tools(Pipe pipe, EmbeddedS3 s3, HotStore store) {
        return SinkTools.open(Map.of(
                "spring.kafka.bootstrap-servers", pipe.bootstrapServers(),
                "sluice.sink.elasticsearch.uris", store.endpoint().toString(),
                "sluice.sink.s3.bucket", "lake",
                "sluice.sink.s3.client.endpoint", s3.endpoint().toString(),
                "sluice.sink.s3.client.region", "us-east-1",
                "sluice.sink.s3.client.path-style", "true",
                "sluice.sink.s3.client.access-key", s3.accessKey(),
                "sluice.sink.s3.client.secret-key", s3.secretKey(),
                "sluice.sink.s3.spool.directory", folder.resolve("spool").toString()));
    }
}
