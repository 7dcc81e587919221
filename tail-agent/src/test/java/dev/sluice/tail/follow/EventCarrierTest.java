// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.Carry;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file is rotated right after lines were written to it that nobody has looked at yet. */
class EventCarrierTest {

    private static final String SENT = "a line that was sent\n";
    private static final String HEAD = "java.lang.IllegalStateException\n";
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private static final long NOW = 0;

    @TempDir
    private Path folder;

    private Checkpoint checkpoint;
    private Attachment attachment;
    private EventCarrier carrier;
    private TailedFile older;
    private TailedFile younger;

    @BeforeEach
    void rotate() throws Exception {
        checkpoint = Checkpoint.open(Files.createDirectory(folder.resolve("data")));
        AgentLog log = new AgentLog(System.err, CLOCK);
        Metrics metrics = new Metrics();
        attachment =
                new Attachment(new Streams(checkpoint), checkpoint, new MissedBytes(metrics, log), metrics, log, CLOCK);
        carrier = new EventCarrier(checkpoint, CLOCK);

        Path log1 = folder.resolve("app.log");
        Files.writeString(log1, SENT);
        older = follow(log1, "app.log", SENT);
        attachment.attach(older);
        older.look(NOW);

        Files.writeString(log1, HEAD, StandardOpenOption.APPEND);
        Files.move(log1, folder.resolve("app.log.1"));
        Files.writeString(folder.resolve("app.log"), "\tat a.B.c(B.java:1)\n");
        younger = follow(folder.resolve("app.log"), "app.log", "");
    }

    @AfterEach
    void close() throws IOException {
        older.close();
        younger.close();
        checkpoint.close();
    }

    @Test
    void theYoungerComesBehindWhatNobodyHasLookedAtYet() {
        attachment.attach(younger);

        assertThat(younger.predecessor()).contains(older);
    }

    @Test
    void itIsNotSentBeforeThatWasExamined() throws IOException {
        older.gone(NOW);

        assertThat(carrier.mayFollow(older, younger)).isFalse();
        assertThat(older.hasNews()).isTrue();
    }

    @Test
    void whatWasExaminedAndIsNoWholeEventIsCarriedOver() throws IOException {
        older.gone(NOW);
        older.look(NOW);
        TailedFile.Lease lease = older.lease().orElseThrow();
        lease.examined(SENT.length() + HEAD.length(), false);
        lease.giveBack();

        assertThat(carrier.mayFollow(older, younger)).isTrue();
        assertThat(new String(younger.state().carry().bytes(), UTF_8)).isEqualTo(HEAD);
        assertThat(older.lag()).isZero();
    }

    private TailedFile follow(Path path, String name, String sent) throws IOException {
        InputSettings input = new ConfigReader(Map.of())
                .read(Files.writeString(folder.resolve("agent.yaml"), """
                server: {url: 'http://127.0.0.1:1'}
                inputs:
                - name: app
                  paths: ['%s/*.log']
                  multiline: {preset: indented}
                """.formatted(folder)))
                .inputs()
                .getFirst();
        FileId.Look look = FileId.look(path);
        Path lineage = folder.resolve(name);
        byte[] bytes = sent.getBytes(UTF_8);
        StreamState state = new StreamState(
                new StreamName("stream-" + look.id().inode(), "app", lineage, lineage),
                FilePlace.in(look.id(), look.modified()),
                new StreamPosition(bytes.length, bytes.length, 0, LinePosition.NOTHING),
                ReadContent.startingAt(0, StreamDigest.start()).plus(bytes, 0, bytes.length),
                StreamDigest.start().toString(),
                Carry.NONE,
                null,
                NOW);
        TailedFile tailed =
                new TailedFile(input, state, new DiscoveredFile(look, path, path, lineage, input, true, false), NOW);
        tailed.open(FileSource.open(path));
        return tailed;
    }
}
