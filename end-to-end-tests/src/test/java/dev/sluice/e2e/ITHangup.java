// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.sluice.console.ConsoleService;
import dev.sluice.detector.DetectorService;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import dev.sluice.sink.SinkService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -HUP}: a parser whose files are looked at once an hour publishes at once what they say now, and none of the services ends by it. */
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
                        "--sluice.parser.rule-refresh=1h");
                JavaProcess sink = service(
                        kafka,
                        "sink",
                        SinkService.class,
                        "/actuator/health/liveness",
                        "--sluice.sink.s3.enabled=false",
                        // Nobody is there, and nothing is to be stored.
                        "--sluice.sink.elasticsearch.uris=http://127.0.0.1:" + FreePorts.one());
                JavaProcess detector = service(
                        kafka,
                        "detector",
                        DetectorService.class,
                        "/actuator/health/liveness",
                        "--sluice.detector.state=" + folder.resolve("detector"));
                JavaProcess console = service(kafka, "console", ConsoleService.class, "/actuator/health/liveness")) {
            List<JavaProcess> all = List.of(ingest, parser, sink, detector, console);
            for (JavaProcess process : all) {
                process.start();
                process.awaitUp();
            }
            await().atMost(PATIENCE).until(() -> published(kafka).contains("before"));

            Files.writeString(rules, rule("after"));
            for (JavaProcess process : all) {
                process.hangUp();
            }

            await().atMost(PATIENCE).until(() -> published(kafka).contains("after"));
            // One that ends by it lets go of its port first.
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> areUp(all));
        }
    }

    private static boolean areUp(List<JavaProcess> all) throws InterruptedException {
        for (JavaProcess process : all) {
            if (!process.isAlive() || !process.isUp()) {
                return false;
            }
        }
        return true;
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
