// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import dev.sluice.model.ledger.BookMark;
import dev.sluice.operations.ledger.LedgerDifference;
import dev.sluice.operations.ledger.LedgerDifference.Kind;
import dev.sluice.operations.ledger.LedgerFilter;
import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import dev.sluice.operations.ledger.LedgerReport;
import dev.sluice.operations.ledger.LedgerReport.State;
import dev.sluice.parser.ParserService;
import dev.sluice.sink.SinkService;
import dev.sluice.standalone.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What is taken out between the services, or goes wrong in one, is missing in the ledger: so much, in its row, and nothing in any other. */
class ITLedgerDifferences {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PARSER = "sluice-parser";
    private static final String LAKE = "sluice-sink-s3";
    private static final TopicPartition RAW = new TopicPartition(Topics.RAW, 0);
    private static final TopicPartition PARSED = new TopicPartition(Topics.PARSED, 0);

    private final Ports ports = FreePorts.find();

    /** Each step leaves its difference, so that the next one is seen beside it. */
    @Test
    void whatIsTakenOutIsMissingInItsRowAlone() throws Exception {
        try (TemporaryFolder folder = new TemporaryFolder("ledger");
                EmbeddedKafka kafka = EmbeddedKafka.start(folder.path().resolve("kafka"), ports.kafka());
                EmbeddedS3 s3 = EmbeddedS3.start(folder.path().resolve("s3"), ports.s3());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                JavaProcess ingest = service(folder, "ingest", IngestService.class, ports.ingest(), kafka, List.of());
                JavaProcess parser =
                        service(folder, "parser", ParserService.class, ports.parser(), kafka, parserSettings());
                JavaProcess faulty = service(
                                folder, "faulty", ParserService.class, ports.parser(), kafka, parserSettings())
                        .withClassesOf(FaultyParser.write(folder.path().resolve("faulty")));
                JavaProcess sink =
                        service(folder, "sink", SinkService.class, ports.sink(), kafka, sinkSettings(folder, s3))) {
            List<JavaProcess> services = List.of(ingest, parser, sink);
            for (JavaProcess service : services) {
                service.start();
            }
            services.forEach(JavaProcess::awaitUp);
            LedgerReader reader = new LedgerReader(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()), LedgerGroups.DEFAULTS, Clock.systemUTC());
            send("well", 5);
            assertThat(settled(reader).unaccounted()).isZero();

            parser.stop();
            send("skipped", 3);
            send("behind", 2);
            move(admin, PARSER, RAW, offset -> new OffsetAndMetadata(offset.offset() + 1, offset.metadata()));
            parser.start();
            await("the chunk behind the one that was skipped")
                    .atMost(PATIENCE)
                    .until(() -> stored(settled(reader), "behind") == 2);
            LedgerReport skipped = settled(reader);
            assertThat(differences(skipped)).containsExactly("lines skipped 3");
            assertThat(skipped.lines())
                    .filteredOn(row -> row.namespace().equals("skipped"))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.skipped()).isEqualTo(3);
                        assertThat(row.events()).isZero();
                        assertThat(row.state()).isEqualTo(State.DIFFERENCE);
                    });

            sink.stop();
            send("passed", 4);
            await("the parser has written them").atMost(PATIENCE).until(() -> written(read(reader), "passed") == 4);
            long end = Topic.read(kafka.bootstrapServers(), Topics.PARSED)
                            .getLast()
                            .offset()
                    + 1;
            move(admin, LAKE, PARSED, offset -> passedTo(end, offset));
            sink.start();
            sink.awaitUp();
            send("after", 1);
            await("what came after").atMost(PATIENCE).until(() -> stored(settled(reader), "after") == 1);
            assertThat(differences(settled(reader))).containsExactly("lines skipped 3", "s3 logs-generic-passed 4");

            parser.stop();
            faulty.start();
            faulty.awaitUp();
            send("letters", 2, "format=json");
            send("repeats", 3, "format=text", "Idempotency-Key", "once");
            send("repeats", 3, "format=text", "Idempotency-Key", "once");
            send("control", 1);
            await("what came last").atMost(PATIENCE).until(() -> stored(settled(reader), "control") == 1);
            LedgerReport all = settled(reader);
            assertThat(differences(all))
                    .containsExactlyInAnyOrder(
                            "lines letters 2", "lines repeats -3", "lines skipped 3", "s3 logs-generic-passed 4");
            assertThat(LedgerDifference.of(all))
                    .extracting(LedgerDifference::kind)
                    .containsExactlyInAnyOrder(
                            Kind.LINES_LOST, Kind.LINES_DOUBLED, Kind.LINES_SKIPPED, Kind.EVENTS_NOT_READ);

            await("the gauge says so, too")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(gauges())
                            .contains("sluice_unaccounted{book=\"lines\"} 8.0", "sluice_unaccounted{book=\"s3\"} 4.0"));
        }
    }

    /** As a sink would that takes records for done which it has not stored: its book goes on, without them. */
    private static OffsetAndMetadata passedTo(long end, OffsetAndMetadata offset) {
        BookMark mark = BookMark.parse(offset.metadata());
        mark.segment().orElseThrow().reached(end);
        return new OffsetAndMetadata(
                end, new BookMark(mark.rest(), Optional.of(mark.segment().orElseThrow())).toText());
    }

    private interface Move {
        OffsetAndMetadata from(OffsetAndMetadata offset);
    }

    private static void move(Admin admin, String group, TopicPartition partition, Move move) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
        admin.alterConsumerGroupOffsets(group, Map.of(partition, move.from(offset)))
                .all()
                .get();
    }

    /** The books as soon as nothing is in flight. */
    private static LedgerReport settled(LedgerReader reader) {
        return await("nothing in flight")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> read(reader),
                        report -> report.notes().isEmpty()
                                && report.lines().stream().allMatch(row -> row.inFlight() == 0)
                                && report.events().stream()
                                        .flatMap(row -> row.stores().values().stream())
                                        .allMatch(store -> store.inFlight() == 0));
    }

    private static LedgerReport read(LedgerReader reader) {
        Instant now = Instant.now();
        return reader.read(LedgerFilter.of(now.minus(Duration.ofHours(2)), now));
    }

    private static List<String> differences(LedgerReport report) {
        List<String> found = new ArrayList<>();
        report.lines().stream()
                .filter(row -> row.difference() != 0)
                .forEach(row -> found.add("lines " + row.namespace() + ' ' + row.difference()));
        report.events()
                .forEach(row -> row.stores().forEach((name, store) -> {
                    if (store.difference() != 0 || !store.sameEvents()) {
                        found.add(name + ' ' + row.dataStream() + ' ' + store.difference());
                    }
                }));
        return found;
    }

    private static long stored(LedgerReport report, String namespace) {
        return report.events().stream()
                .filter(row -> row.dataStream().equals("logs-generic-" + namespace))
                .flatMap(row -> row.stores().values().stream())
                .mapToLong(LedgerReport.Store::stored)
                .sum();
    }

    private static long written(LedgerReport report, String namespace) {
        return report.events().stream()
                .filter(row -> row.dataStream().equals("logs-generic-" + namespace))
                .mapToLong(LedgerReport.Events::written)
                .sum();
    }

    private List<String> gauges() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + ports.parser() + "/actuator/prometheus");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .toList();
    }

    private void send(String namespace, int lines) throws Exception {
        send(namespace, lines, "format=text");
    }

    private void send(String namespace, int lines, String query, String... headers) throws Exception {
        assertThat(new Ingest(URI.create("http://127.0.0.1:" + ports.ingest()))
                        .post(
                                query + "&namespace=" + namespace,
                                "a line\n".repeat(lines).getBytes(UTF_8),
                                headers)
                        .statusCode())
                .isEqualTo(202);
    }

    private static List<String> parserSettings() {
        return List.of(
                "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA",
                "--sluice.parser.ledger.interval=1s",
                "--spring.kafka.consumer.properties.session.timeout.ms=6000");
    }

    private static List<String> sinkSettings(TemporaryFolder folder, EmbeddedS3 s3) {
        return List.of(
                "--sluice.sink.elasticsearch.enabled=false",
                "--sluice.sink.s3.client.endpoint=" + s3.endpoint(),
                "--sluice.sink.s3.client.region=us-east-1",
                "--sluice.sink.s3.client.path-style=true",
                "--sluice.sink.s3.client.access-key=" + s3.accessKey(),
                "--sluice.sink.s3.client.secret-key=" + s3.secretKey(),
                "--sluice.sink.s3.create-bucket=true",
                "--sluice.sink.s3.spool.directory=" + folder.path().resolve("spool"),
                "--sluice.sink.s3.file.max-age=1s",
                "--sluice.sink.s3.format=ndjson_gz");
    }

    private JavaProcess service(
            TemporaryFolder folder, String name, Class<?> main, int port, EmbeddedKafka kafka, List<String> settings) {
        List<String> arguments = new ArrayList<>(settings);
        arguments.add("--server.port=" + port);
        if (name.equals("ingest")) {
            arguments.add("--management.server.port=" + ports.ingestManagement());
        }
        arguments.add("--sluice.topics.raw.partitions=1");
        arguments.add("--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
        return new JavaProcess(
                name,
                URI.create(
                        "http://127.0.0.1:" + port + (name.equals("ingest") ? "/livez" : "/actuator/health/liveness")),
                folder.path().resolve(name + ".log"),
                List.of("-Xmx256m"),
                main,
                arguments);
    }
}
