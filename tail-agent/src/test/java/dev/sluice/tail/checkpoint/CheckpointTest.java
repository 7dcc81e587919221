// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineFilter;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    @TempDir
    Path folder;

    private static final StreamDigest KEY = StreamDigest.start();

    private static StreamState state(String stream, long source) {
        byte[] text = "hello ".repeat(2000).getBytes(UTF_8);
        ReadContent content = ReadContent.startingAt(source - text.length, KEY).plus(text, 0, text.length);
        LineRules rules = new LineRules(Unwrapping.DOCKER, Multiline.startingWith("^a\\tb"), 1000, LineEncoding.UTF_8)
                .leavingOut(new LineFilter(List.of("a b"), List.of("\t=%"), 3));
        StreamName name = new StreamName(stream, "in put", Path.of("/a\tb\nc\\d"), Path.of("/x"));
        StreamPosition position = new StreamPosition(source, source / 2, source / 3, LinePosition.SENT_LINE);
        return StreamState.starting(name, FilePlace.in(new FileId(1, -2), 7), content, KEY.toString(), 8)
                .at(position, content, content.digest(), 9)
                .carrying(Carry.of("older", 17, "tail\n".getBytes(UTF_8)), 10)
                .sending(new BatchPlan(source + 5, content.digest(), rules), 11);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    @Test
    void remembersEverything() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("one", 10));
            checkpoint.save(state("two", 20));
            checkpoint.save(state("one", 30));
            checkpoint.save(state("gone", 40).with(state("gone", 40).place().gone(12), 12));
            checkpoint.forget(state("gone", 40));
            checkpoint.remember("in put", 99);
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.streams()).containsExactlyInAnyOrder(state("one", 30), state("two", 20));
            assertThat(checkpoint.knownSince("in put")).hasValue(99);
            assertThat(checkpoint.knownSince("other")).isEmpty();
            assertThat(checkpoint.damagedRecords()).isZero();
        }
    }

    @Test
    void readsUpToATornRecord() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("one", 10));
            checkpoint.save(state("one", 20));
        }
        Path file = files().getLast();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 7));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.streams()).containsExactly(state("one", 10));
            assertThat(checkpoint.damagedRecords()).isOne();
        }
    }

    /** One wrong bit in the snapshot: the stream that it hits is as in the file before, unless the journal has it again. */
    @Test
    void usesWhatIsWholeOfTheNewestFileOnTopOfThePreviousOne() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("one", 10));
            checkpoint.save(state("two", 20));
            checkpoint.save(state("three", 30));
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("two", 21));
            checkpoint.save(state("four", 40));
        }
        Path newest = files().getLast();
        String text = Files.readString(newest);
        for (String stream : List.of("one", "two")) {
            int at = text.indexOf("stream=" + stream);
            text = text.substring(0, at) + 'S' + text.substring(at + 1);
        }
        Files.writeString(newest, text);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.streams())
                    .containsExactlyInAnyOrder(
                            state("one", 10), state("two", 21), state("three", 30), state("four", 40));
            assertThat(checkpoint.damagedFiles()).containsExactly(newest.toString());
            assertThat(checkpoint.damagedRecords()).isEqualTo(2);
        }
    }

    @Test
    void doesNotStartOnACheckpointOfAnotherVersion() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("one", 10));
        }
        String newer = "V\t3";
        CRC32C checksum = new CRC32C();
        checksum.update(newer.getBytes(UTF_8));
        Path file = files().getLast();
        String rest = Files.readString(file).substring(Files.readString(file).indexOf('\n'));
        Files.writeString(file, HexFormat.of().toHexDigits(checksum.getValue(), 8) + ' ' + newer + rest);
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 3")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("run the version of the agent that wrote it");
        assertThat(Files.readString(file)).contains("stream=one");
    }

    @Test
    void givesStreamsOtherNamesOnAnotherMachine() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("one", 10));
            checkpoint.rename(id -> id + "-here", 12);
        }
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            StreamState state = checkpoint.streams().iterator().next();
            assertThat(state.stream()).isEqualTo("one-here");
            assertThat(state.source()).isEqualTo(10);
            assertThat(state.position().covered()).isEqualTo(state.offset());
            assertThat(state.plan()).isEmpty();
        }
    }

    @Test
    void doesNotTrustAnUnfinishedOrForeignFile() throws IOException {
        Files.writeString(folder.resolve("checkpoint-000000000007"), "something else\n");
        Files.writeString(folder.resolve("checkpoint-new"), "unfinished", StandardOpenOption.CREATE);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.streams()).isEmpty();
            assertThat(checkpoint.damagedFiles()).hasSize(1);
        }
        assertThat(files()).anyMatch(file -> file.endsWith("checkpoint-000000000008"));
    }

    @Test
    void keepsItsFilesSmallAndTwoOfThem() throws Exception {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                String stream = "stream-" + t;
                threads.add(Thread.ofPlatform()
                        .start(() -> IntStream.rangeClosed(1, 1500).forEach(i -> checkpoint.save(state(stream, i)))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(files()).hasSize(2);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.streams())
                    .hasSize(4)
                    .allSatisfy(state -> assertThat(state.source()).isEqualTo(1500));
        }
    }

    @Test
    void isRestoredAfterItsFolderWasDeleted() throws IOException {
        Path data = folder.resolve("data");
        try (AgentFolder agent = AgentFolder.open(data);
                Checkpoint checkpoint = Checkpoint.open(data)) {
            StreamDigest key = agent.key();
            checkpoint.save(state("one", 10));
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            assertThat(agent.isThere()).isFalse();
            assertThat(checkpoint.isThere()).isFalse();
            agent.restore("me");
            checkpoint.restore();
            checkpoint.save(state("two", 20));
            assertThat(agent.agentId("x")).isEqualTo("me");
            assertThat(Files.readString(data.resolve("digest-key")).strip()).isEqualTo(key.toString());
        }
        try (Checkpoint checkpoint = Checkpoint.open(data)) {
            assertThat(checkpoint.streams()).containsExactlyInAnyOrder(state("one", 10), state("two", 20));
        }
    }

    @Test
    void isForItsOwnUserOnly() throws IOException {
        Path data = folder.resolve("deep/data");
        try (AgentFolder agent = AgentFolder.open(data)) {
            agent.agentId("host");
            agent.key();
            Checkpoint.open(data).close();
        }
        try (Stream<Path> files = Files.walk(data)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void knowsAFolderOfAnotherMachine() throws IOException {
        try (AgentFolder agent = AgentFolder.open(folder)) {
            agent.bind(Optional.of("here"), "host");
            String id = agent.agentId("host");
            assertThat(agent.isForeignTo(Optional.of("here"))).isFalse();
            // In a container, or without systemd: nothing to compare.
            assertThat(agent.isForeignTo(Optional.empty())).isFalse();
            assertThat(agent.isForeignTo(Optional.of("there"))).isTrue();
            agent.bind(Optional.of("there"), "host");
            assertThat(agent.isForeignTo(Optional.of("there"))).isFalse();
            assertThat(agent.agentId("host")).isNotEqualTo(id);
        }
    }

    @Test
    void givesAFolderToOneAgentOnly() throws IOException {
        try (AgentFolder first = AgentFolder.open(folder)) {
            String id = first.agentId("my host");
            assertThat(id).matches("my_host-[0-9a-f]{8}").isEqualTo(first.agentId("other"));
            assertThatThrownBy(() -> AgentFolder.open(folder))
                    .hasMessageContaining("in use by another agent")
                    .hasMessageContaining(folder.toString());
        }
        AgentFolder.open(folder).close();
    }
}
