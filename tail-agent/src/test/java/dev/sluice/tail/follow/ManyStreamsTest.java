// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamName;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is met beside thousands of streams: a file that lives for a second must not come and go while it is decided on others. */
class ManyStreamsTest {

    private static final StreamDigest KEY = StreamDigest.start();
    private static final InputSettings INPUT = TextInput.of(Multiline.NONE);
    private static final int MET = 20;
    /** Taking a name apart takes hundreds of bytes, and most of the time; it is the same on a machine that is busy with other things. */
    private static final long MOST_A_QUESTION = 50;

    private static final int FAMILIES = 22;
    private static final int FOLLOWED = 2_200;
    private static final int IDLE = 6_000;
    private static final int LONG = 5_000;
    /** After what is met was made: it may be a copy. */
    private static final long GONE = 2_000_000;

    private static final Path OWN_READS = Path.of("/proc/thread-self/io");

    /** Moves a little each time that it is asked. */
    private static final class MovingClock extends Clock {

        private final long step;
        private long millis = 1_000_000;

        MovingClock(long step) {
            this.step = step;
        }

        @Override
        public Instant instant() {
            millis += step;
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir
    Path folder;

    private final SourceOpener opener = new SourceOpener(100, LinkPolicy.of(List.of("/"), List.of(), false));
    private final FingerprintMatcher matcher = new FingerprintMatcher(KEY);
    private final List<FileSource> sources = new ArrayList<>();
    private Checkpoint checkpoint;
    private Streams streams;

    @BeforeEach
    void open() throws IOException {
        checkpoint = Checkpoint.open(Files.createDirectories(folder.resolve("data")));
        streams = new Streams(checkpoint);
    }

    @AfterEach
    void close() throws IOException {
        sources.forEach(FileSource::close);
        streams.followed().forEach(TailedFile::close);
        checkpoint.close();
    }

    @Test
    void takesNoNameApartForEachOfThousandsOfStreams() throws IOException {
        for (int i = 0; i < FOLLOWED; i++) {
            Path log = family(i % FAMILIES);
            DiscoveredFile file = found(log, log.resolveSibling("app.log." + i), new FileId(1, i));
            TailedFile tailed = new TailedFile(INPUT, sent("followed" + i, file, i + " followed"), file, 1);
            tailed.begins((i + " followed").getBytes(UTF_8));
            streams.follow(tailed);
        }
        Streams many = withIdle(IDLE, i -> i + " gone");
        streams.followed().forEach(many::follow);
        FileIdentifier identifier = new FileIdentifier(many, opener, matcher, 1 << 20);
        List<Newcomer> met = new ArrayList<>();
        for (int i = 0; i < MET; i++) {
            Path log = Files.writeString(family(i), i + " new");
            met.add(newcomer(found(log, log, FileId.look(log).id())));
        }

        long before = allocated();
        for (Newcomer newcomer : met) {
            assertThat(identifier.identify(newcomer, Set.of())).isInstanceOf(Match.NewStream.class);
        }
        long asked = MET * (long) (FOLLOWED + IDLE);
        assertThat((allocated() - before) / asked).isLessThan(MOST_A_QUESTION);
    }

    /** Bytes that this thread has taken from the heap so far. */
    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** Job after job writes a file of its own, whose name says nothing of whose it is: each stream's first bytes are asked for. */
    @Test
    void readsAFileOnceHoweverManyStreamsItIsComparedWith() throws IOException {
        Streams many = withIdle(500, i -> Integer.toString(i).repeat(LONG));
        FileIdentifier identifier = new FileIdentifier(many, opener, matcher, 1 << 20);
        Path log = Files.writeString(
                Files.createDirectories(folder.resolve("jobs")).resolve("job.log"), "new".repeat(LONG));
        Newcomer newcomer = newcomer(found(log, log, FileId.look(log).id()));
        ownReads();

        long before = ownReads();
        assertThat(identifier.identify(newcomer, Set.of())).isInstanceOf(Match.NewStream.class);
        assertThat(ownReads() - before).isLessThan(4L * LONG);
    }

    /** Bytes that this thread has read so far. */
    private static long ownReads() throws IOException {
        try (Stream<String> lines = Files.lines(OWN_READS)) {
            return lines.filter(line -> line.startsWith("rchar: "))
                    .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Comparing takes as long as it takes; the others are held open meanwhile, and the folders are listed again. */
    @Test
    void decidesForATenthOfASecondAndOnTheOthersInTheNextLooks() throws IOException {
        Newcomers newcomers = newcomers(new MovingClock(Newcomers.DECIDING_MILLIS / 4));
        checkpoint.remember(INPUT.name(), 1);
        List<DiscoveredFile> files = files(INPUT);
        newcomers.meet(files, Set.of());

        assertThat(streams.followed()).isNotEmpty().hasSizeLessThan(MET / 2);
        assertThat(newcomers.cutShort()).isTrue();
        assertThat(newcomers.anyDue()).isTrue();
        for (DiscoveredFile file : files) {
            Files.delete(file.path());
        }
        List<FileId> order = new ArrayList<>();
        for (int looks = 0; looks < MET && newcomers.cutShort(); looks++) {
            newcomers.decide(Set.of());
            streams.followed().stream()
                    .map(TailedFile::file)
                    .filter(file -> !order.contains(file))
                    .sorted((one, other) -> Integer.compare(place(files, one), place(files, other)))
                    .forEach(order::add);
        }

        assertThat(order)
                .containsExactlyElementsOf(
                        files.stream().map(DiscoveredFile::id).toList());
        assertThat(streams.followed()).allMatch(TailedFile::open);
    }

    private static int place(List<DiscoveredFile> files, FileId file) {
        return files.stream().map(DiscoveredFile::id).toList().indexOf(file);
    }

    /** Two that wait for what they may be a copy of must not take every look from those behind them. */
    @Test
    void asksThoseFirstWhoHadNoTurn() throws IOException {
        Newcomers newcomers = newcomers(new MovingClock(Newcomers.DECIDING_MILLIS));
        checkpoint.remember(INPUT.name(), 1);
        Path log = Files.writeString(folder.resolve("app.log"), "read\n");
        DiscoveredFile read = found(log, log, FileId.look(log).id());
        TailedFile tailed = new TailedFile(INPUT, sent("read", read, "read\n"), read, 1);
        tailed.open(FileSource.open(log));
        tailed.begins("read\n".getBytes(UTF_8));
        streams.follow(tailed);
        List<DiscoveredFile> files = new ArrayList<>();
        for (String name : List.of("app.log.2", "app.log.1")) {
            Path copy = Files.writeString(folder.resolve(name), "read\n");
            Files.setLastModifiedTime(copy, FileTime.fromMillis(1_000));
            files.add(found(log, copy, FileId.look(copy).id()));
        }
        Path other = Files.writeString(folder.resolve("other.log"), "other\n");
        files.add(found(other, other, FileId.look(other).id()));

        newcomers.meet(files, Set.of());
        newcomers.decide(Set.of());
        newcomers.decide(Set.of());

        assertThat(streams.followed(FileId.look(other).id())).isNotNull();
        newcomers.close();
    }

    /** Where it ended when the input was first met is known then only: what is written after that is to be sent. */
    @Test
    void findsAllEndsAtOnceWhereAnInputIsReadFromTheEnd() throws IOException {
        InputSettings fromEnd = new InputSettings(
                "app",
                List.of("/*"),
                List.of(),
                "text",
                null,
                null,
                INPUT.labels(),
                true,
                INPUT.rules(),
                INPUT.multilineIdle(),
                INPUT.lineIdle(),
                false);
        Newcomers newcomers = newcomers(new MovingClock(Newcomers.DECIDING_MILLIS / 4));
        newcomers.meet(files(fromEnd), Set.of());

        assertThat(streams.followed())
                .hasSize(MET)
                .allMatch(tailed -> tailed.state().source() > 0);
    }

    private List<DiscoveredFile> files(InputSettings input) throws IOException {
        List<DiscoveredFile> files = new ArrayList<>();
        for (int i = 0; i < MET; i++) {
            Path log = Files.writeString(folder.resolve("app" + i + "x.log"), i + " line\n");
            Files.setLastModifiedTime(log, FileTime.fromMillis(1_000_000 + i));
            files.add(new DiscoveredFile(FileId.look(log), log, log, log, input, true, false));
        }
        return files;
    }

    private Newcomers newcomers(Clock clock) {
        AgentLog log = new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), clock);
        Metrics metrics = new Metrics();
        Telemetry telemetry = new Telemetry(metrics, new Problems(log, clock), log, clock);
        MissedBytes missed = new MissedBytes(metrics, log);
        FollowSettings follow = new FollowSettings(
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofDays(1),
                100,
                1 << 20,
                Duration.ofSeconds(30),
                List.of());
        return new Newcomers(
                opener,
                new FileIdentifier(streams, opener, matcher, 1 << 20),
                matcher,
                new StartPosition(new StreamIds("agent", Clock.systemUTC()), KEY, checkpoint, clock),
                new Attachment(streams, checkpoint, missed, telemetry),
                checkpoint,
                missed,
                follow,
                telemetry);
    }

    private interface Text {
        String of(int number);
    }

    /** Streams of files that are not there any more. */
    private Streams withIdle(int count, Text text) throws IOException {
        StreamState[] idle = new StreamState[count];
        for (int i = 0; i < count; i++) {
            Path log = family(i % FAMILIES);
            StreamState state = sent("idle" + i, found(log, log, new FileId(2, i)), text.of(i));
            idle[i] = state.with(state.place().replaced(GONE), 1);
        }
        checkpoint.save(idle);
        return new Streams(checkpoint);
    }

    private Path family(int number) throws IOException {
        return Files.createDirectories(folder.resolve("family" + number)).resolve("app.log");
    }

    private static DiscoveredFile found(Path lineage, Path path, FileId id) {
        FileId.Look look = new FileId.Look(id, 1, 1_000_000_000L, 1_000_000, true);
        return new DiscoveredFile(look, path, lineage, lineage, INPUT, true, !path.equals(lineage));
    }

    private Newcomer newcomer(DiscoveredFile file) throws IOException {
        FileSource source = FileSource.open(file.path());
        sources.add(source);
        return new Newcomer(file, source, 1);
    }

    private static StreamState sent(String stream, DiscoveredFile file, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ReadContent content = ReadContent.startingAt(0, KEY).plus(bytes, 0, bytes.length);
        return StreamState.starting(
                        new StreamName(stream, "app", file.lineage(), file.lineage()),
                        FilePlace.in(file.id(), FilePlace.UNKNOWN),
                        ReadContent.startingAt(0, KEY),
                        KEY.toString(),
                        1)
                .at(
                        new StreamPosition(bytes.length, bytes.length, bytes.length, LinePosition.NOTHING),
                        content,
                        content.digest(),
                        1);
    }
}
