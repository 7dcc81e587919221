// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -HUP}: a parser whose files are looked at once an hour publishes at once what they say now, and no service ends by it. */
class ITHangup {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void rulesAreReadAtOnceAndNothingEnds() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), rule("before"));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
                JavaProcess ingest = service(kafka, "ingest", IngestService.class, "/livez");
                JavaProcess parser = service(
                        kafka,
                        "parser",
                        ParserService.class,
                        "/actuator/health/liveness",
                        "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                        "--sluice.parser.rule-files=" + rules,
                        "--sluice.parser.rule-refresh=1h")) {
            for (JavaProcess process : List.of(ingest, parser)) {
                process.start();
                process.awaitUp();
            }
            await().atMost(PATIENCE).until(() -> published(kafka).contains("before"));

            Files.writeString(rules, rule("after"));
            ingest.hangUp();
            parser.hangUp();

            await().atMost(PATIENCE).until(() -> published(kafka).contains("after"));
            assertThat(parser.isAlive()).isTrue();
            ingest.awaitUp();
            assertThat(ingest.isAlive()).isTrue();
        }
    }

    private JavaProcess service(EmbeddedKafka kafka, String name, Class<?> main, String health, String... settings) {
        int port = FreePorts.one();
        List<String> arguments = new ArrayList<>(List.of(settings));
        arguments.add("--server.port=" + port);
        arguments.add("--server.address=127.0.0.1");
        arguments.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
        return new JavaProcess(
                name,
                URI.create("http://127.0.0.1:" + port + health),
                folder.resolve(name + ".log"),
                List.of("-Xmx256m"),
                main,
                arguments);
    }

    private static String rule(String name) {
        return "rules: [{name: " + name + ", if: {message: x}, then: drop}]\n";
    }

    private static String published(EmbeddedKafka kafka) {
        return Topic.read(kafka.bootstrapServers(), Topics.RULES).stream()
                .map(version -> new String(version.value(), UTF_8))
                .collect(Collectors.joining("\n"));
    }
}
