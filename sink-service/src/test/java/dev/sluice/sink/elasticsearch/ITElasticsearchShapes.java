// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.EventIds;
import dev.sluice.model.Topics;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Elasticsearch takes events of any shape, and none is lost for it. */
class ITElasticsearchShapes {

    private static final int EVENTS = 10_000;
    private static final String DATA_STREAM = "logs-shapes-default";
    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Names that the mapping knows, at any level, and some that nobody should use. */
    private static final List<String> NAMES = List.of(
            "@timestamp",
            "event",
            "id",
            "source",
            "ip",
            "geo",
            "location",
            "host",
            "name",
            "http",
            "response",
            "status_code",
            "body",
            "bytes",
            "url",
            "path",
            "labels",
            "fields",
            "message",
            "tags",
            "log",
            "file",
            "level",
            "data_stream",
            "dataset",
            "sluice",
            "moved",
            "process",
            "pid",
            "user",
            "a.b",
            "source.ip",
            "own",
            "_id",
            "_source",
            ".",
            "a.",
            " ",
            "ünïcode",
            "x\"y");

    @TempDir
    private Path folder;

    @Test
    void tenThousandRandomEventsAreAllTaken() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (var store = HotStore.start(folder.resolve("elasticsearch"));
                var pipe = new Pipe(folder.resolve("kafka"), 2)) {
            EventIds ids = EventIds.ofBatch("shapes");
            JsonMapper json = new JsonMapper();
            for (int i = 0; i < EVENTS; i++) {
                ObjectNode event = object(random, 0);
                if (random.nextInt(10) > 0) {
                    event.put("@timestamp", TIME.toString());
                }
                pipe.write(i % 2, ids.id(TIME.toEpochMilli(), i), DATA_STREAM, json.writeValueAsString(event));
            }
            pipe.flush();
            try (var sink = Sink.elasticsearch(pipe.bootstrapServers(), store.endpoint())) {
                await().atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> store.count(DATA_STREAM)
                                        + sink.counter(
                                                "sluice.sink.documents",
                                                "store",
                                                "elasticsearch",
                                                "result",
                                                "dead_letter")
                                >= EVENTS);
            }
            assertThat(pipe.read(Topics.ELASTICSEARCH_DEAD_LETTERS))
                    .as("seed %d", seed)
                    .extracting(letter -> new String(
                                    letter.headers()
                                            .lastHeader("sluice.dlt.message")
                                            .value(),
                                    UTF_8)
                            + " for " + new String(letter.value(), UTF_8))
                    .isEmpty();
            assertThat(store.count(DATA_STREAM)).isEqualTo(EVENTS);
        }
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = NODES.objectNode();
        int size = random.nextInt(depth == 0 ? 12 : 4);
        for (int i = 0; i < size; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            if (random.nextInt(500) == 0) {
                object.set(name, deep(random.nextInt(60)));
                continue;
            }
            switch (random.nextInt(depth > 5 ? 8 : 12)) {
                case 0 -> object.put(name, random.nextInt());
                case 1 -> object.put(name, random.nextDouble() * 1e300);
                case 2 -> object.put(name, random.nextBoolean());
                case 3 -> object.putNull(name);
                case 4 -> object.put(name, "word " + random.nextInt());
                case 5 -> object.put(name, "10.1.2." + random.nextInt(300));
                case 6 -> object.put(name, "x".repeat(random.nextInt(60_000)));
                case 7 -> object.put(name, "");
                case 8, 9 -> object.set(name, object(random, depth + 1));
                default -> object.set(name, array(random, depth + 1));
            }
        }
        return object;
    }

    private static ArrayNode array(Random random, int depth) {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            if (random.nextBoolean()) {
                array.add(object(random, depth + 1));
            } else {
                array.add(random.nextInt());
            }
        }
        return array;
    }

    private static ObjectNode deep(int depth) {
        ObjectNode deepest = NODES.objectNode().put("end", 1);
        for (int i = 0; i < depth; i++) {
            ObjectNode outer = NODES.objectNode();
            outer.set("d" + i, deepest);
            deepest = outer;
        }
        return deepest;
    }
}
