// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.Mark;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    @TempDir
    Path folder;

    private static StreamState state(String stream, long source) {
        Mark mark = Mark.of(0, "hello".getBytes(UTF_8), 0, 5);
        LineRules rules = new LineRules(Unwrapping.DOCKER, Multiline.startingWith("^a\\tb"), 1000);
        return StreamState.starting(stream, "in put", Path.of("/a\tb\nc\\d"), Path.of("/x"), new FileId(1, -2), 0, 7, 8)
                .at(source, source / 2, source / 3, LinePosition.SENT_LINE, 9)
                .withPlan(new BatchPlan(source + 5, mark, rules), List.of(mark, mark), 10, 11);
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
            checkpoint.save(state("gone", 40).in(null, 12));
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

    @Test
    void usesThePreviousFileIfTheSnapshotIsDamaged() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.save(state("one", 10));
        }
        Checkpoint.open(folder).close();
        Path newest = files().getLast();
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.streams()).containsExactly(state("one", 10));
            assertThat(checkpoint.damagedFiles()).containsExactly(newest.toString());
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
