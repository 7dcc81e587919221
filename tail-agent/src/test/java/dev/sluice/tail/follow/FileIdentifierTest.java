// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is met late, when what it was compressed to is followed already and the file itself is being deleted. */
class FileIdentifierTest {

    private static final long NOW = 1_000_000;
    private static final int WHOLE = 1 << 20;
    private static final StreamDigest KEY = StreamDigest.start();
    private static final InputSettings INPUT = new InputSettings(
            "app",
            List.of("/*"),
            List.of(),
            "text",
            null,
            null,
            Map.of(),
            false,
            new LineRules(Unwrapping.NONE, Multiline.NONE, 1000, LineEncoding.UTF_8),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            false);

    @TempDir
    Path folder;

    private Checkpoint checkpoint;
    private Streams streams;
    private FileIdentifier identifier;
    private FileSource compressed;
    private FileSource plain;

    @BeforeEach
    void open() throws IOException {
        checkpoint = Checkpoint.open(Files.createDirectories(folder.resolve("data")));
        streams = new Streams(checkpoint);
        identifier = new FileIdentifier(streams, new FingerprintMatcher(KEY), WHOLE);
    }

    @AfterEach
    void close() throws IOException {
        compressed.close();
        plain.close();
        checkpoint.close();
    }

    @Test
    void whatIsGoneAndWasCompressedHoldsNothingNew() throws IOException {
        followCompressed("one\ntwo\n", true);
        Newcomer original = newcomer("one\ntwo\n");
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.CopyOf.class);

        original.seen(null, NOW);
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.Covered.class);
    }

    /** The server is away: it takes longer than a copy waits. */
    @Test
    void whatIsGoneWaitsUntilTheCompressedOneIsRead() throws IOException {
        followCompressed("one\ntwo\n", false);
        Newcomer original = newcomer("one\ntwo\nthree\n");
        original.seen(null, NOW);
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.Undecided.class);
    }

    @Test
    void whatWasWrittenAfterItWasCompressedIsNotLost() throws IOException {
        followCompressed("one\ntwo\n", true);
        Newcomer original = newcomer("one\ntwo\nthree\n");
        original.seen(null, NOW);
        assertThat(identifier.identify(original, Set.of())).isInstanceOf(Match.CopyOf.class);
    }

    private Newcomer newcomer(String text) throws IOException {
        Path path = Files.writeString(folder.resolve("app.log.1"), text);
        plain = FileSource.open(path);
        return new Newcomer(found(path), plain, NOW);
    }

    /** A stream of which {@code text} was sent. */
    private void followCompressed(String text, boolean complete) throws IOException {
        Path path = folder.resolve("app.log.1.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(text.getBytes(UTF_8));
        }
        DiscoveredFile file = found(path);
        byte[] bytes = text.getBytes(UTF_8);
        ReadContent content = ReadContent.startingAt(0, KEY).plus(bytes, 0, bytes.length);
        StreamState state = StreamState.starting(
                        new StreamName("compressed", "app", file.lineage(), file.lineage()),
                        FilePlace.in(file.id(), FilePlace.UNKNOWN),
                        ReadContent.startingAt(0, KEY),
                        KEY.toString(),
                        NOW)
                .at(
                        new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        NOW);
        state = state.with(state.place().completed(complete), NOW);
        TailedFile tailed = new TailedFile(INPUT, state, file, NOW);
        compressed = FileSource.open(path);
        tailed.begins(TailedFile.prefixOf(compressed));
        tailed.open(compressed);
        Metrics metrics = new Metrics();
        AgentLog log = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), Clock.systemUTC());
        Telemetry telemetry = new Telemetry(metrics, new Problems(log, Clock.systemUTC()), log, Clock.systemUTC());
        new Attachment(streams, checkpoint, new MissedBytes(metrics, log), telemetry).attach(tailed);
    }

    private DiscoveredFile found(Path path) throws IOException {
        Path log = folder.resolve("app.log");
        return new DiscoveredFile(FileId.look(path), path, log, log, INPUT, true, true);
    }
}
