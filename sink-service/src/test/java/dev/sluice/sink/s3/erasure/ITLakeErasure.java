// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.erasure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.sink.erasure.ErasedEvent;
import dev.sluice.sink.erasure.ErasureJournal;
import dev.sluice.sink.erasure.ErasureRequest;
import dev.sluice.sink.s3.LakeClient;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.compaction.CommittedOffsets;
import dev.sluice.sink.s3.compaction.LakeCompaction;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import dev.sluice.sink.testing.Lakes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/**
 * Against a real store: its conditional puts, and what compaction makes of objects that were rewritten. Events of alice have names that begin with
 * a.
 */
class ITLakeErasure {

    private static final String FOLDER = "dataset=app/namespace=default/dt=2026-03-01/hour=10/";
    private static final ErasureRequest ALICE = new ErasureRequest("user.name", "alice", null, null, null, null);
    private static final CompactionRequest ALL = new CompactionRequest(null, Duration.ofHours(2), 1 << 20);

    @TempDir
    private Path folder;

    private EmbeddedS3 store;
    private S3Client s3;
    private LakeSettings settings;
    private final Set<String> erased = new HashSet<>();
    private final Map<String, Map<String, String>> clean = new HashMap<>();

    /** Is run before each write. */
    private Runnable meanwhile = () -> {};

    private final ErasureJournal journal = new ErasureJournal() {
        @Override
        public void erasing(String storeName, List<ErasedEvent> events) {
            events.forEach(event -> erased.add(event.id()));
        }

        @Override
        public Map<String, String> clean(String place) {
            return clean.getOrDefault(place, Map.of());
        }

        @Override
        public void clean(String place, Map<String, String> versions) {
            clean.put(place, versions);
        }
    };

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
                        store.secretKey())))
                .bindOrCreate("s3", LakeSettings.class);
        s3 = LakeClient.open(settings.client());
    }

    @AfterEach
    void stop() {
        s3.close();
        store.close();
    }

    @Test
    void anObjectIsPutOnlyInThePlaceOfTheOneThatWasRead() throws Exception {
        put(0, "a1", "b1");
        put(2, "b2");
        put(3, "a2");
        meanwhile = () -> {
            meanwhile = () -> {};
            put(0, "a1", "b1", "b3");
        };

        assertThat(erase()).isEqualTo(2);

        assertThat(ids()).containsExactly(id("b1"), id("b2"), id("b3"));
        assertThat(erased).containsExactlyInAnyOrder(id("a1"), id("a2"));
        assertThat(erase()).isZero();
    }

    @Test
    void aLateUploadOfWhatWasMergedAndErasedIsNoContradiction() throws Exception {
        put(0, "a1", "b1");
        put(2, "b2");
        compact();
        assertThat(erase()).isOne();

        put(0, "a1", "b1");

        assertThat(erase()).isZero();
        assertThat(ids()).containsExactly(id("b1"), id("b2"));
        put(0, "a1", "b1");
        compact();
        assertThat(ids()).containsExactly(id("b1"), id("b2"));
    }

    /**
     * A topic that was made anew counts from 0: by its name the object would be a part of the merged one, which is younger since it was rewritten.
     */
    @Test
    void whatWasWrittenBetweenAMergeAndAnErasureIsNoPartOfWhatWasMerged() throws Exception {
        put(0, "a1", "b1");
        put(2, "b2");
        compact();
        // Times of objects are of whole seconds.
        Thread.sleep(1_100);
        meanwhile = () -> {
            meanwhile = () -> pause();
            put(0, "new");
        };

        assertThatThrownBy(() -> {
                    erase();
                    compact();
                })
                .hasMessageContaining("perator action required");

        assertThat(ids()).containsExactly(id("b1"), id("b2"), id("new"));
    }

    private static void pause() {
        try {
            Thread.sleep(1_100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long erase() throws IOException, InterruptedException {
        Runnable turn = () -> meanwhile.run();
        BucketObjects objects = new BucketObjects(s3, settings, compaction(() -> {}), turn);
        return new LakeEraser("s3", objects, ITLakeErasure::offsets, folder.resolve("spool"))
                .erase(ALICE, journal, progress -> {});
    }

    private void compact() throws IOException {
        compaction(() -> {}).run(ALL, key -> {});
    }

    private LakeCompaction compaction(Runnable turn) {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(3)), ZoneOffset.UTC);
        return new LakeCompaction(s3, settings, ITLakeErasure::offsets, erased::contains, turn, later);
    }

    private static CommittedOffsets offsets() {
        return new CommittedOffsets(Map.of(new TopicPartition("logs.parsed", 0), 100L));
    }

    private List<String> ids() {
        return Lakes.ids(store.objects().resolve("lake"));
    }

    private static String id(String name) {
        return name + "A".repeat(22 - name.length());
    }

    private void put(long first, String... names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (String name : names) {
                String user = name.startsWith("a") ? "alice" : "bob";
                out.write(("{\"event\":{\"id\":\"" + id(name) + "\"},\"user\":{\"name\":\"" + user + "\"}}\n")
                        .getBytes(UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        s3.putObject(
                put -> put.bucket("lake").key(FOLDER + String.format("logs.parsed-0-%020d.ndjson.gz", first)),
                RequestBody.fromBytes(bytes.toByteArray()));
    }
}
