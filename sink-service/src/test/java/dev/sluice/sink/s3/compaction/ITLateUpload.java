// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.s3.LakeClient;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionOutcome;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import dev.sluice.sink.testing.Lakes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** An upload that was delayed by a paused process lands after its object was merged. */
class ITLateUpload {

    private static final String FOLDER = "dataset=apache.access/namespace=default/dt=2026-03-01/hour=10/";
    private static final CompactionRequest ALL = new CompactionRequest(null, Duration.ofHours(2), 1 << 20);

    @TempDir
    private Path folder;

    private EmbeddedS3 store;
    private S3Client s3;
    private LakeSettings settings;

    @BeforeEach
    void start() {
        store = EmbeddedS3.start(folder.resolve("s3"), 0, "lake");
        settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "s3.bucket",
                        "lake",
                        "s3.spool.directory",
                        folder.resolve("spool").toString(),
                        "s3.client.endpoint",
                        store.endpoint().toString(),
                        "s3.client.region",
                        "us-east-1",
                        "s3.client.path-style",
                        "true",
                        "s3.client.access-key",
                        store.accessKey(),
                        "s3.client.secret-key",
                        store.secretKey(),
                        "s3.consumer.group",
                        "test")))
                .bindOrCreate("s3", LakeSettings.class);
        s3 = LakeClient.open(settings.client());
    }

    @AfterEach
    void stop() {
        s3.close();
        store.close();
    }

    @Test
    void anUploadThatLandsAfterItsObjectWasMergedIsRemovedByTheNextRun() throws Exception {
        put(0, "a", "b");
        put(2, "c");
        put(3, "d");
        assertThat(compact(later())).isEqualTo(new CompactionOutcome(1, 3, 0));
        put(2, "c");

        assertThat(compact(later())).isEqualTo(new CompactionOutcome(0, 0, 1));

        assertThat(Lakes.ids(store.objects().resolve("lake"))).containsExactly(id("a"), id("b"), id("c"), id("d"));
    }

    /** A topic that was made anew counts its offsets from 0: the name alone must not decide. */
    @Test
    void anObjectWithOtherEventsUnderAnOffsetThatWasMergedStays() throws Exception {
        put(0, "a", "b");
        put(2, "c");
        compact(later());
        put(0, "a", "new");

        assertThatThrownBy(() -> compact(later()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("perator action required");

        assertThat(Lakes.ids(store.objects().resolve("lake")))
                .containsExactly(id("a"), id("a"), id("b"), id("c"), id("new"));
    }

    @Test
    void anObjectThatIsYoungItselfIsNotMergedHoweverOldItsHourIs() throws Exception {
        put(0, "a");
        put(1, "b");

        assertThat(compact(Instant.now().plus(Duration.ofHours(1)))).isEqualTo(new CompactionOutcome(0, 0, 0));
        assertThat(compact(later())).isEqualTo(new CompactionOutcome(1, 2, 0));
    }

    /** As long as an event's id is. */
    private static String id(String name) {
        return name + "A".repeat(22 - name.length());
    }

    private static Instant later() {
        return Instant.now().plus(Duration.ofHours(3));
    }

    private CompactionOutcome compact(Instant now) throws IOException {
        CommittedOffsets offsets = new CommittedOffsets(Map.of(new TopicPartition("logs.parsed", 0), 100L));
        return new LakeCompaction(s3, settings, () -> offsets, id -> false, () -> {}, Clock.fixed(now, ZoneOffset.UTC))
                .run(ALL, key -> {});
    }

    private void put(long first, String... ids) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (String id : List.of(ids)) {
                out.write(("{\"event\":{\"id\":\"" + id(id) + "\"}}\n").getBytes(UTF_8));
            }
        }
        s3.putObject(
                put -> put.bucket("lake").key(FOLDER + String.format("logs.parsed-0-%020d.ndjson.gz", first)),
                RequestBody.fromBytes(bytes.toByteArray()));
    }
}
