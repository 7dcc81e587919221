// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.EmbeddedStackSettings;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import dev.sluice.parser.dedup.PartitionExpansion;
import dev.sluice.parser.dedup.PartitionExpansion.Expansion;
import dev.sluice.sink.SinkService;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The steps of docs/scaling.md: streams and batches move to other partitions, and what was sent before is still a repeat there. */
class ITPartitionExpansion {

    private static final int BEFORE = 3;
    /** No multiple: streams move between old partitions, too. */
    private static final int AFTER = 5;

    private static final int SENDERS = 20;
    private static final int LINES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.shared();

    private TemporaryFolder folder;
    private EmbeddedStack stack;
    private Ports ports;

    @Test
    void whatWasSentBeforeIsStillARepeatAfterwardsAndStreamsGoOn() throws Exception {
        ports = FreePorts.find();
        try (TemporaryFolder temporary = new TemporaryFolder("partitions");
                EmbeddedStack started = EmbeddedStack.start(EmbeddedStackSettings.onPorts(
                        temporary.path(), ports.kafka(), ports.elasticsearch(), ports.s3()))) {
            folder = temporary;
            stack = started;
            try (ConfigurableApplicationContext ignored = sink()) {
                grow();
            }
        }
    }

    private void grow() throws Exception {
        try (ConfigurableApplicationContext ingest = run(IngestService.application(), BEFORE)) {
            try (ConfigurableApplicationContext ignored = run(ParserService.application(), BEFORE)) {
                sendStreams(ingest, 0, LINES);
                sendBatches(ingest);
                awaitEvents(2 * SENDERS * LINES);
                assertThatIllegalStateException()
                        .isThrownBy(() -> expandTo(AFTER))
                        .withMessageContaining("the parser runs: sluice-parser has");
            }
            // Half of the next lines come while no parser runs: they are taken, and unread.
            sendStreams(ingest, LINES, LINES / 2);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> expandTo(AFTER))
                .withMessageContaining("the parser has not read all: a chunk is left in partition");
        try (ConfigurableApplicationContext ignored = run(ParserService.application(), BEFORE)) {
            awaitEvents(2 * SENDERS * LINES + SENDERS * LINES / 2);
        }

        Outcome grown =
                new Launcher(folder.path(), 0, Map.of()).run("partitions", Integer.toString(AFTER), "--kafka", kafka());
        assertThat(grown.output()).contains("3 partitions are 5 now; the memory of ");
        assertThat(grown.exitCode()).isZero();
        assertThat(expandTo(AFTER)).as("there is nothing left to do").isEqualTo(new Expansion(AFTER, AFTER, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> expandTo(BEFORE))
                .withMessageContaining("has 5 partitions, which can't become 3");

        try (ConfigurableApplicationContext ingest = run(IngestService.application(), AFTER);
                ConfigurableApplicationContext ignored = run(ParserService.application(), AFTER)) {
            // All of it again, as senders do that had no answer; then what overlaps with it, and what is new.
            sendStreams(ingest, 0, LINES);
            sendBatches(ingest);
            sendStreams(ingest, LINES, LINES);
            awaitEvents(3 * SENDERS * LINES);
        }
        assertThat(moved())
                .as("streams between old partitions, and to new ones")
                .contains(true, false);
        assertNothingTwiceAndAllInOrder();
        LedgerJudge.assertClosed(kafka());
    }

    private void assertNothingTwiceAndAllInOrder() {
        List<ConsumerRecord<byte[], byte[]>> events = Topic.read(kafka(), Topics.PARSED);
        Map<String, Long> lastOffsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> event : events) {
            JsonNode json = JSON.readTree(event.value());
            if (json.path("log").has("offset")) {
                String stream =
                        event.partition() + " " + json.at("/log/file/path").asString();
                long offset = json.at("/log/offset").asLong();
                assertThat(lastOffsets.getOrDefault(stream, -1L)).as(stream).isLessThan(offset);
                lastOffsets.put(stream, offset);
            }
        }
        assertThat(events).extracting(event -> new String(event.key(), UTF_8)).doesNotHaveDuplicates();
        List<JsonNode> lake = SharedSluice.lakeIn(folder.path()).events("generic", "default");
        assertThat(lake).extracting(event -> event.at("/event/id").asString()).doesNotHaveDuplicates();
        Map<String, Long> byMessage = lake.stream()
                .collect(Collectors.groupingBy(
                        event -> event.path("message").asString(), TreeMap::new, Collectors.counting()));
        assertThat(byMessage).hasSize(3 * SENDERS * LINES);
        assertThat(SharedSluice.lakeIn(folder.path()).count("sluice.gaps", "default"))
                .as("bytes that a stream was said to lack")
                .isZero();
    }

    private static String stream(int sender) {
        return "web-" + sender + "/7";
    }

    /** Lines of equal length: the offset of one follows from its number. */
    private static String lines(String name, int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(line -> String.format("%s line %04d%n", name, line))
                .collect(Collectors.joining());
    }

    private static void sendStreams(ConfigurableApplicationContext ingest, int from, int count) throws IOException {
        for (int sender = 0; sender < SENDERS; sender++) {
            String name = stream(sender);
            long offset = lines(name, 0, from).length();
            send(
                    ingest,
                    lines(name, from, count),
                    "X-Sluice-Stream",
                    name,
                    "X-Sluice-Offset",
                    Long.toString(offset),
                    "X-Sluice-Path",
                    name);
        }
    }

    private static void sendBatches(ConfigurableApplicationContext ingest) throws IOException {
        for (int sender = 0; sender < SENDERS; sender++) {
            send(ingest, lines("batch-" + sender, 0, LINES), "Idempotency-Key", "batch-" + sender);
        }
    }

    private static void send(ConfigurableApplicationContext ingest, String lines, String... headers)
            throws IOException {
        URI address = URI.create("http://127.0.0.1:" + ingest.getEnvironment().getProperty("local.server.port"));
        assertThat(new Ingest(address)
                        .post("format=text", lines.getBytes(UTF_8), headers)
                        .statusCode())
                .isEqualTo(202);
    }

    /** Of those streams and batches that were in more than one partition: whether one of them is new. */
    private Set<Boolean> moved() {
        Map<String, Set<Integer>> partitions = new HashMap<>();
        Topic.read(kafka(), Topics.RAW)
                .forEach(chunk -> partitions
                        .computeIfAbsent(new String(chunk.key(), UTF_8), key -> new TreeSet<>())
                        .add(chunk.partition()));
        return partitions.values().stream()
                .filter(several -> several.size() > 1)
                .map(several -> several.stream().anyMatch(partition -> partition >= BEFORE))
                .collect(Collectors.toSet());
    }

    private void awaitEvents(int count) {
        Elasticsearch elasticsearch = new Elasticsearch(stack.elasticsearch().endpoint());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(elasticsearch.count("logs-generic-default", "{\"match_all\":{}}"))
                    .isEqualTo(count);
            assertThat(SharedSluice.lakeIn(folder.path()).count("generic", "default"))
                    .isEqualTo(count);
        });
    }

    private Expansion expandTo(int partitions) {
        return new PartitionExpansion(Map.of("bootstrap.servers", kafka()), ParserService.GROUP).expandTo(partitions);
    }

    private String kafka() {
        return stack.kafka().bootstrapServers();
    }

    private ConfigurableApplicationContext sink() {
        Map<String, String> settings = new HashMap<>(SharedSluice.QUICK_LAKE);
        settings.putAll(Map.of(
                "sluice.sink.elasticsearch.uris",
                stack.elasticsearch().endpoint().toString(),
                "sluice.sink.s3.client.endpoint",
                stack.s3().endpoint().toString(),
                "sluice.sink.s3.client.region",
                "us-east-1",
                "sluice.sink.s3.client.path-style",
                "true",
                "sluice.sink.s3.client.access-key",
                stack.s3().accessKey(),
                "sluice.sink.s3.client.secret-key",
                stack.s3().secretKey(),
                "sluice.sink.s3.create-bucket",
                "true",
                "sluice.sink.s3.spool.directory",
                folder.path().resolve("spool").toString()));
        return run(
                SinkService.application(),
                settings.entrySet().stream().map(setting -> setting.getKey() + "=" + setting.getValue()));
    }

    private ConfigurableApplicationContext run(SpringApplicationBuilder application, int partitions) {
        return run(application, Stream.of("sluice.topics.raw.partitions=" + partitions));
    }

    private ConfigurableApplicationContext run(SpringApplicationBuilder application, Stream<String> settings) {
        List<String> arguments =
                new ArrayList<>(settings.map(setting -> "--" + setting).toList());
        arguments.add("--server.port=0");
        arguments.add("--management.server.port=0");
        arguments.add("--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA");
        arguments.add("--spring.kafka.bootstrap-servers=" + kafka());
        return application.run(arguments.toArray(String[]::new));
    }
}
