// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.SinkService;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed with -9 at random moments, while Elasticsearch rolls over: each event is in both stores once. */
@Tag("faults")
class ITKills {

    private static final String BUCKET = "lake";
    private static final String DATA_STREAM = "logs-killed-default";
    private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
    private static final int EVENTS_EACH = 10_000;
    private static final int KILLS = Integer.getInteger("sluice.test.kills", 2);

    @TempDir
    private Path folder;

    @Test
    void eachEventIsInBothStoresOnce() throws Exception {
        try (var pipe = new Pipe(folder.resolve("kafka"), 2);
                var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET);
                var store = HotStore.start(folder.resolve("elasticsearch"))) {
            Path lake = s3.objects().resolve(BUCKET);
            Set<String> ids = new TreeSet<>();
            for (int kill = 0; kill < KILLS; kill++) {
                ids.addAll(pipe.writeEvents(DATA_STREAM, TIME, kill * EVENTS_EACH, EVENTS_EACH));
                int before = Lakes.ids(lake).size();
                Process sink = start(pipe, s3, store);
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> Lakes.ids(lake).size() > before && store.count(DATA_STREAM) > 0);
                int random = ThreadLocalRandom.current().nextInt(1_500);
                await().pollDelay(Duration.ofMillis(random)).until(() -> true);
                sink.destroyForcibly().waitFor();
                store.rollOver(DATA_STREAM);
            }
            Process last = start(pipe, s3, store);
            try {
                await().atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> store.count(DATA_STREAM) >= ids.size()
                                && Lakes.ids(lake).size() >= ids.size());
            } finally {
                last.destroy();
                last.waitFor();
            }
            assertThat(store.backingIndices(DATA_STREAM)).hasSize(KILLS + 1);
            assertThat(Lakes.ids(lake)).containsExactlyElementsOf(ids);
            assertThat(store.ids(DATA_STREAM)).containsExactlyElementsOf(ids);
        }
    }

    private Process start(Pipe pipe, EmbeddedS3 s3, HotStore store) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SinkService.class.getName(),
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + pipe.bootstrapServers(),
                        // A dead member's partitions are free after this.
                        "--spring.kafka.consumer.properties.session.timeout.ms=6000",
                        "--spring.kafka.consumer.properties.heartbeat.interval.ms=1000",
                        "--sluice.sink.elasticsearch.uris=" + store.endpoint(),
                        "--sluice.sink.elasticsearch.bulk.max-size=256KB",
                        "--sluice.sink.s3.bucket=" + BUCKET,
                        "--sluice.sink.s3.format=ndjson_gz",
                        "--sluice.sink.s3.client.region=us-east-1",
                        "--sluice.sink.s3.client.path-style=true",
                        "--sluice.sink.s3.client.access-key=" + s3.accessKey(),
                        "--sluice.sink.s3.client.secret-key=" + s3.secretKey(),
                        "--sluice.sink.s3.client.endpoint=" + s3.endpoint(),
                        "--sluice.sink.s3.spool.directory=" + folder.resolve("spool"),
                        "--sluice.sink.s3.file.max-age=300ms")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/killed-sinks.log")))
                .start();
    }
}
