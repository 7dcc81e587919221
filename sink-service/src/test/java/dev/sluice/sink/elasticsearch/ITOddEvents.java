// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Elasticsearch never rejects an event for its shape: ten thousand made-up ones, each as odd as JSON allows, are all stored. */
@SuppressWarnings("try")
class ITOddEvents {

    private static final int EVENTS = 10_000;
    private static final long SEED = Long.getLong("sluice.test.seed", 42);
    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final String DATA_STREAM = "logs-odd-default";
    private static final List<String> ODD_NAMES = List.of(
            "",
            " ",
            ".",
            "..",
            "a.",
            ".a",
            "a..b",
            "a.b.c",
            "_id",
            "_source",
            "_index",
            "_doc",
            "\u0000",
            "\n",
            "ü€😀",
            "\"",
            "\\",
            "fields",
            "sluice",
            "x".repeat(600),
            "@timestamp",
            "labels",
            "message",
            "*",
            "null");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Random random = new Random(SEED);
    private final List<String> known = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void tenThousandAreStoredAndNoneIsADeadLetter() throws Exception {
        gatherPaths(IndexTemplate.mappings(), "");
        assertThat(known).hasSizeGreaterThan(50);
        try (var store = HotStore.start(folder.resolve("elasticsearch"));
                var pipe = new Pipe(folder.resolve("kafka"), 2)) {
            Set<String> ids = new TreeSet<>();
            EventIds eventIds = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "odd-" + SEED);
            for (int i = 0; i < EVENTS; i++) {
                String id = eventIds.id(TIME.toEpochMilli(), i);
                ids.add(id);
                pipe.write(i % 2, id, DATA_STREAM, JSON.writeValueAsString(event(id)));
            }
            pipe.flush();
            try (var sink = Sink.elasticsearch(pipe.bootstrapServers(), store.endpoint())) {
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> pipe.committed("sluice-sink-elasticsearch").values().stream()
                                        .mapToLong(committed -> committed.offset())
                                        .sum()
                                == EVENTS);
            }
            List<String> refusals = pipe.read(Topics.ELASTICSEARCH_DEAD_LETTERS).stream()
                    .map(letter -> new String(
                            letter.headers().lastHeader(Headers.DLT_MESSAGE).value(), StandardCharsets.UTF_8))
                    .toList();
            assertThat(refusals).as("seed " + SEED).isEmpty();
            assertThat(ids(store)).containsExactlyElementsOf(ids);
        }
    }

    /** By {@code _id}: some of these events say nothing of their own id, or something odd. */
    private static List<String> ids(HotStore store) {
        List<String> ids = new ArrayList<>();
        store.count(DATA_STREAM);
        JsonNode hits = store.call("POST", "/" + DATA_STREAM + "/_search", "{\"size\":10000,\"_source\":false}")
                .at("/hits/hits");
        hits.forEach(hit -> ids.add(hit.path("_id").asString()));
        return ids.stream().sorted().toList();
    }

    private void gatherPaths(JsonNode mapping, String prefix) {
        for (Map.Entry<String, JsonNode> property : mapping.path("properties").properties()) {
            String path = prefix + property.getKey();
            known.add(path);
            gatherPaths(property.getValue(), path + '.');
        }
    }

    private ObjectNode event(String id) {
        ObjectNode event = JSON.createObjectNode();
        if (random.nextInt(10) > 0) {
            event.put("@timestamp", TIME.toString());
        }
        if (random.nextBoolean()) {
            event.putObject("event").put("id", id);
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            put(event, known.get(random.nextInt(known.size())), value(0));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            event.set(name(), value(0));
        }
        return event;
    }

    /** At its path, nested or, now and then, with dots in its name. */
    private void put(ObjectNode event, String path, JsonNode value) {
        if (random.nextInt(4) == 0) {
            event.set(path, value);
            return;
        }
        ObjectNode at = event;
        String[] names = path.split("\\.");
        for (int i = 0; i < names.length - 1; i++) {
            at = at.get(names[i]) instanceof ObjectNode there ? there : at.putObject(names[i]);
        }
        at.set(names[names.length - 1], value);
    }

    private JsonNode value(int depth) {
        int kind = random.nextInt(depth > 30 ? 11 : 14);
        return switch (kind) {
            case 0 -> JSON.getNodeFactory().nullNode();
            case 1 -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
            case 2 -> JSON.getNodeFactory().numberNode(random.nextInt());
            case 3 -> JSON.getNodeFactory().numberNode(random.nextLong());
            case 4 -> JSON.getNodeFactory().numberNode(new BigInteger(200, random));
            case 5 -> JSON.getNodeFactory().numberNode(random.nextGaussian() * 1e300);
            case 6 -> JSON.getNodeFactory().stringNode("");
            case 7 -> JSON.getNodeFactory().stringNode("x".repeat(random.nextInt(40_000)));
            case 8 -> JSON.getNodeFactory().stringNode("\u0000\u0001\ud83d\ude00 \" \\ \u2028");
            case 9 -> JSON.getNodeFactory().stringNode("2026-02-31T99:00:00Z");
            case 10 -> JSON.getNodeFactory().stringNode("300.1.1.1");
            case 11 -> array(depth);
            default -> object(depth);
        };
    }

    private ArrayNode array(int depth) {
        ArrayNode array = JSON.createArrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(depth + 1));
        }
        return array;
    }

    private ObjectNode object(int depth) {
        ObjectNode object = JSON.createObjectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            object.set(name(), value(depth + (random.nextInt(20) == 0 ? 5 : 1)));
        }
        return object;
    }

    private String name() {
        return switch (random.nextInt(3)) {
            case 0 -> ODD_NAMES.get(random.nextInt(ODD_NAMES.size()));
            case 1 -> known.get(random.nextInt(known.size()));
            default -> "n" + random.nextInt(1_000);
        };
    }
}
