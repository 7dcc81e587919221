// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import dev.sluice.operations.rules.RulesHistory;
import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.parser.rules.LiveRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Versions of the rules in the running service, and who works by which. */
class ITRulesVersions extends ParserRig {

    private static final int PARTITIONS = 4;
    private static final int CHUNKS = 200;

    /** Longer than Kafka takes to see that a member is gone, and that its transaction is to be aborted. */
    private static final Duration LONG = Duration.ofMinutes(3);

    /** What can be changed while a parser runs: a file that gives each event a stage, and the format of the lines. */
    enum Changed {
        RULES("rule-files", "apache_common", "rules:\n- {name: stage, then: [{set: {labels.stage: %s}}]}\n"),
        FORMATS("format-files", "shop", """
            formats:
              shop:
                dataset: shop.orders
                try:
                  - dissect: '%%{}"GET %%{url.path} HTTP/%%{}'
                set: {labels.stage: %s}
            """);

        private final String setting;
        private final String format;
        private final String text;

        Changed(String setting, String format, String text) {
            this.setting = setting;
            this.format = format;
            this.text = text;
        }
    }

    private Changed changed = Changed.RULES;

    /**
     * Two parsers work while the file changes, and one of them is killed soon after: each line is an event once, and each partition changes from the
     * one version to the other once, at the offset that its state says.
     */
    @ParameterizedTest
    @EnumSource
    void theyChangeAtOneOffsetAPartitionThroughAKill(Changed what) throws Exception {
        changed = what;
        service.close();
        Path file = write("one");
        startService(settings(file));
        Process killed = anotherParser(file);
        try {
            for (int i = 0; i < CHUNKS; i++) {
                if (i == CHUNKS / 4) {
                    awaitBoth();
                }
                if (i == CHUNKS / 2) {
                    write("two");
                }
                if (i == CHUNKS * 5 / 8) {
                    killed.destroyForcibly();
                }
                send(i);
                if (i % 5 == 0) {
                    send(i);
                }
            }
            await().atMost(LONG).until(() -> kafka.read(Topics.PARSED).size() >= CHUNKS);
        } finally {
            killed.destroyForcibly();
        }

        List<RulesVersion> versions = history();
        assertThat(versions).hasSize(2);
        List<ConsumerRecord<byte[], byte[]>> events = kafka.read(Topics.PARSED);
        assertThat(events).hasSize(CHUNKS).extracting(ParserRig::path).doesNotHaveDuplicates();
        Map<String, Long> offsets = offsets();
        Map<Integer, String> states = states();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            int number = partition;
            List<ConsumerRecord<byte[], byte[]>> mine =
                    events.stream().filter(event -> event.partition() == number).toList();
            long changedAt = Long.parseLong(states.get(partition).split(" ")[2]);
            assertThat(states.get(partition)).startsWith("2 " + versions.get(1).version() + " ");
            assertThat(mine).hasSize(CHUNKS / PARTITIONS).allSatisfy(event -> {
                boolean isNew = offsets.get(path(event)) >= changedAt;
                assertThat(json(event).at("/labels/stage").asString()).isEqualTo(isNew ? "two" : "one");
                assertThat(json(event).at("/sluice/rules/version").asString())
                        .isEqualTo(versions.get(isNew ? 1 : 0).version());
            });
            assertThat(mine)
                    .extracting(event -> json(event).at("/labels/stage").asString())
                    .contains("one", "two");
        }
        awaitClosedLedger();
    }

    @Test
    void aReplayCanUseOlderRules() throws Exception {
        service.close();
        Path file = write("one");
        startService(settings(file));
        send(0);
        awaitEvents(1);
        write("two");
        await().atMost(PATIENCE).until(() -> history().size() == 2);
        String first = history().getFirst().version();
        LiveRules rules = service.getBean(LiveRules.class);
        await().atMost(PATIENCE).until(() -> !rules.settings().rulesVersion().equals(first));

        sendFor(first, 1);
        sendFor("7-none", 2);
        send(3);

        assertThat(awaitEvents(3))
                .extracting(
                        ParserRig::path,
                        event -> json(event).at("/labels/stage").asString())
                .containsExactlyInAnyOrder(tuple("/0", "one"), tuple("/1", "one"), tuple("/3", "two"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.read(Topics.RAW_DEAD_LETTERS))
                        .singleElement()
                        .satisfies(letter -> assertThat(new String(
                                        letter.headers()
                                                .lastHeader(Headers.DLT_MESSAGE)
                                                .value(),
                                        UTF_8))
                                .contains("7-none")));
    }

    /** What is in force for all is what was published last, so that taking files away is published, too. */
    @Test
    void withoutFilesTheRulesEnd() throws Exception {
        service.close();
        startService(settings(write("one")));
        send(0);
        awaitEvents(1);
        service.close();

        assertThat(history()).hasSize(1);
        startService("--sluice.parser.rule-refresh=100ms");
        await().atMost(PATIENCE).until(() -> history().size() == 2);
        assertThat(history().getLast().files()).as("the files were taken away").isEmpty();
    }

    private String[] settings(Path file) {
        return new String[] {
            "--sluice.parser." + changed.setting + '=' + file,
            "--sluice.parser.rule-refresh=100ms",
            "--spring.kafka.consumer.properties.session.timeout.ms=6000"
        };
    }

    private Path write(String stage) throws IOException {
        return Files.writeString(folder.resolve("changed.yaml"), changed.text.formatted(stage));
    }

    private Process anotherParser(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParserService.class.getName(),
                        "--server.port=0",
                        "--management.server.port=-1",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--sluice.topics.raw.partitions=4",
                        "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                        LEDGER_DOCUMENTS + false,
                        settings(file)[0],
                        settings(file)[1],
                        settings(file)[2])
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed.log").toFile())
                .start();
    }

    /** Until each has some of the partitions. */
    private void awaitBoth() {
        await().atMost(LONG).until(() -> kafka.members(ParserService.GROUP) == 4);
    }

    private void send(int i) {
        String batch = "k" + i;
        ChunkHeaders headers = ChunkHeaders.of(changed.format, batch, RECEIVED).at(0, OptionalLong.empty());
        kafka.sendChunk(i % PARTITIONS, bytes(batch), headers, bytes(GOOD.formatted(Integer.toString(i))));
    }

    private void sendFor(String version, int i) {
        ChunkHeaders headers = chunk("k" + i, 0);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                Topics.RAW, 0, RECEIVED, bytes("k" + i), bytes(GOOD.formatted(Integer.toString(i))));
        headers.writeTo(record.headers()::add);
        record.headers().add(Headers.RULES, version.getBytes(UTF_8));
        kafka.send(record);
    }

    private List<RulesVersion> history() {
        try (RulesHistory history =
                RulesHistory.of(Topics.RULES, Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return history.read();
        }
    }

    /** Of each path's first chunk. */
    private Map<String, Long> offsets() {
        Map<String, Long> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> chunk : kafka.read(Topics.RAW)) {
            String line = new String(chunk.value(), UTF_8);
            offsets.putIfAbsent(line.substring(line.indexOf("GET ") + 4, line.indexOf(" HTTP")), chunk.offset());
        }
        return offsets;
    }

    /** What each partition's state says of its rules last. */
    private Map<Integer, String> states() {
        Map<Integer, String> states = new HashMap<>();
        kafka.read(Topics.PARSER_STATE).stream()
                .filter(entry -> new String(entry.key(), UTF_8).equals("rules"))
                .forEach(entry -> states.put(entry.partition(), new String(entry.value(), UTF_8)));
        return states;
    }

    private static JsonNode json(ConsumerRecord<byte[], byte[]> event) {
        return JsonMapper.builder().build().readTree(event.value());
    }
}
