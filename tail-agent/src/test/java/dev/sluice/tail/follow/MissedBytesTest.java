// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said to be lost was there, and what a file has that was written anew is not said to be lost. */
class MissedBytesTest {

    private static final StreamDigest KEY = StreamDigest.start();
    private static final String READ = "read\n";
    private static final InputSettings INPUT = TextInput.of(Multiline.NONE);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Metrics metrics = new Metrics();
    private Path log;
    private TailedFile tailed;

    @BeforeEach
    void followedFileOfWhichAllIsSent() throws IOException {
        log = Files.writeString(folder.resolve("app.log"), READ);
        FileId.Look look = FileId.look(log);
        byte[] bytes = READ.getBytes(UTF_8);
        ReadContent content = ReadContent.startingAt(0, KEY).plus(bytes, 0, bytes.length);
        StreamState state = StreamState.starting(
                        new StreamName("one", "app", log, log),
                        FilePlace.in(look.id(), FilePlace.UNKNOWN),
                        ReadContent.startingAt(0, KEY),
                        KEY.toString(),
                        0)
                .at(
                        new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        0);
        tailed = new TailedFile(INPUT, state, new DiscoveredFile(look, log, log, log, INPUT, true, false), 0);
        tailed.open(FileSource.open(log));
    }

    @AfterEach
    void close() {
        tailed.close();
    }

    private boolean look() throws IOException {
        return tailed.look(Clock.systemUTC());
    }

    @Test
    void aLongerFileWasWrittenAnew() throws IOException {
        Files.writeString(log, "something else, and more of it\n");
        assertThat(look()).isFalse();

        assertThat(tailed.lag()).isPositive();
        assertThat(tailed.missed()).isZero();
    }

    @Test
    void linesThatCameWereGoneWhenItWasTruncated() throws IOException {
        Files.writeString(log, "1\n2\n", StandardOpenOption.APPEND);
        assertThat(look()).isFalse();
        Files.writeString(log, "");
        assertThat(look()).isTrue();

        assertThat(tailed.missed()).isEqualTo(4);
    }

    @Test
    void linesThatCameWereGoneWhenItWasTruncatedAndHadGrownAgainToMoreThanWasRead() throws IOException {
        Files.writeString(log, "1\n2\n3\n4\n", StandardOpenOption.APPEND);
        assertThat(look()).isFalse();
        Files.writeString(log, "other\n");
        assertThat(look()).isFalse();

        assertThat(tailed.missed()).isEqualTo(8);
    }

    @Test
    void halfALineThatAReaderHadLookedAtIsGone() throws IOException {
        Files.writeString(log, "hal", StandardOpenOption.APPEND);
        look();
        TailedFile.Lease lease = tailed.lease().orElseThrow();
        lease.examined(tailed.size(), false);
        lease.giveBack();
        Files.writeString(log, "something else, and more of it\n");
        look();

        assertThat(tailed.missed()).isEqualTo(3);
    }

    @Test
    void isSaidOnceNoCopyHasComeForTenSeconds() {
        MissedBytes missed =
                new MissedBytes(metrics, new AgentLog(new PrintStream(said, true, UTF_8), Clock.systemUTC()));
        missed.add(tailed.state(), 4, 1_000);
        missed.report(10_999);
        assertThat(said.toString(UTF_8)).isEmpty();
        missed.report(11_000);
        assertThat(said.toString(UTF_8)).contains("bytes were gone before they could be read", "bytes=4");
        assertThat(metrics.bytesLost.sum()).isEqualTo(4);
        missed.report(12_000);
        assertThat(metrics.bytesLost.sum()).isEqualTo(4);
    }

    @Test
    void isNotSaidOfAStreamThatGoesOnInACopy() {
        MissedBytes missed =
                new MissedBytes(metrics, new AgentLog(new PrintStream(said, true, UTF_8), Clock.systemUTC()));
        missed.add(tailed.state(), 4, 1_000);
        missed.found(tailed.state());
        missed.report(60_000);
        assertThat(metrics.bytesLost.sum()).isZero();
    }
}
