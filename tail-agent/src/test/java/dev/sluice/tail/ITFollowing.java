// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static dev.sluice.tail.testing.LogTexts.gzip;
import static dev.sluice.tail.testing.LogTexts.numbered;
import static dev.sluice.tail.testing.LogTexts.numbers;
import static dev.sluice.tail.testing.LogTexts.truncate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Received;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they live: written, rotated in every way, deleted, compressed. */
class ITFollowing {

    private static final String INPUT = "- {name: app, paths: [LOGS/app.log], format: text}";

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    @Test
    void sendsWhatIsThereAndWhatComes() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/*.log], exclude: [b*.log], format: text, dataset: my.app,"
                + " namespace: test, labels: {team: core}}")) {
            rig.append("app.log", "one\ntwo\n");
            rig.append("bad.log", "never\n");
            rig.start();
            rig.awaitLines("one", "two");
            rig.append("app.log", "three\nfo");
            rig.append("late.log", "late\n");
            rig.awaitLines("one", "two", "three", "late");
            rig.append("app.log", "ur\r\n");
            rig.awaitLines("one", "two", "three", "late", "four\r");
            Received stream = rig.server.streams().values().iterator().next();
            assertThat(stream.path).isEqualTo(rig.log("app.log").toString());
            assertThat(stream.query).isEqualTo("format=text&dataset=my.app&namespace=test");
            assertThat(stream.labels).containsEntry("team", "core");
            assertThat(stream.lines.get(3).offset()).isEqualTo("one\ntwo\nthree\n".length());
        }
    }

    @Test
    void goesOnWhereItWasAfterRestart() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 100));
            rig.start();
            rig.awaitLines(numbers(0, 100));
            rig.stop();
            rig.append("app.log", numbered(100, 150));
            rig.start();
            rig.awaitLines(numbers(0, 150));
            assertThat(rig.server.streams()).hasSize(1);
        }
    }

    @Test
    void followsRenameAndCreate() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 10));
            rig.start();
            rig.awaitLines(numbers(0, 10));
            rig.rename("app.log", "app.log.1");
            rig.append("app.log.1", numbered(10, 20));
            rig.append("app.log", numbered(20, 30));
            rig.awaitLines(numbers(0, 30));
            assertThat(rig.server.streams())
                    .hasSize(2)
                    .allSatisfy((id, stream) ->
                            assertThat(stream.path).isEqualTo(rig.log("app.log").toString()));
        }
    }

    @Test
    void readsRotationsThatItMissedToTheirEnd() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 10));
            rig.start();
            rig.awaitLines(numbers(0, 10));
            rig.stop();
            rig.append("app.log", numbered(10, 20));
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", numbered(20, 30));
            gzip(rig.log("app.log.1"), rig.log("app.log.2.gz"));
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", numbered(30, 40));
            rig.start();
            rig.awaitLines(numbers(0, 40));
            assertThat(rig.server.streams()).hasSize(3);
            assertThat(rig.metric("files_continued_total")).isEqualTo(1);
            rig.stop();
            rig.start();
            rig.append("app.log", numbered(40, 41));
            rig.awaitLines(numbers(0, 41));
        }
    }

    @Test
    void leavesAloneWhatWasRotatedBeforeItCame() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log.1", "old\n");
            Files.setLastModifiedTime(rig.log("app.log.1"), FileTime.fromMillis(1_000_000_000_000L));
            rig.append("app.log", "new\n");
            rig.start();
            rig.awaitLines("new");
            rig.append("app.log", "newer\n");
            rig.awaitLines("new", "newer");
        }
    }

    @Test
    void readsCompressedFilesThatAGlobNames() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app.log*'], format: text}")) {
            rig.append("app.log.1", numbered(0, 5000));
            gzip(rig.log("app.log.1"), rig.log("app.log.1.gz"));
            rig.append("app.log", numbered(5000, 5010));
            rig.start();
            rig.awaitLines(numbers(0, 5010));
            rig.stop();
            rig.rename("app.log.1.gz", "app.log.2.gz");
            rig.start();
            rig.append("app.log", "end\n");
            List<String> all = new ArrayList<>(numbers(0, 5010));
            all.add("end");
            rig.awaitLines(all);
        }
    }

    @Test
    void readsADeletedFileToItsEnd() throws IOException {
        try (AgentRig rig = rig(INPUT).followSettings("rotated-idle: 300ms")) {
            try (OutputStream writer = Files.newOutputStream(rig.log("app.log"))) {
                writer.write(numbered(0, 10).getBytes(UTF_8));
                rig.start();
                rig.awaitLines(numbers(0, 10));
                Files.delete(rig.log("app.log"));
                writer.write(numbered(10, 20).getBytes(UTF_8));
                writer.write("no end".getBytes(UTF_8));
            }
            List<String> all = new ArrayList<>(numbers(0, 20));
            all.add("no end");
            rig.awaitLines(all);
            await().untilAsserted(() -> assertThat(rig.metric("open_files")).isZero());
            rig.append("app.log", "again\n");
            all.add("again");
            rig.awaitLines(all);
        }
    }

    /** It was quiet for longer than a deleted file is held open, and its last lines come with its end. */
    @Test
    void readsTheLastLinesOfAQuietFileThatIsDeletedAtOnce() throws IOException {
        try (AgentRig rig = rig(INPUT).followSettings("rotated-idle: 0s")) {
            try (OutputStream writer = Files.newOutputStream(rig.log("app.log"))) {
                writer.write(numbered(0, 10).getBytes(UTF_8));
                rig.start();
                rig.awaitLines(numbers(0, 10));
                writer.write(numbered(10, 20).getBytes(UTF_8));
                Files.delete(rig.log("app.log"));
                // Lets folders be looked at before files are.
                Files.createFile(rig.log("other"));
                rig.awaitLines(numbers(0, 20));
            }
        }
    }

    @Test
    void tellsAFileFromAnotherOneWithItsOldInode() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 50));
            rig.start();
            rig.awaitLines(numbers(0, 50));
            rig.stop();
            // Same inode, other content, longer than before: what a deleted and created file looks like.
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(50, 150));
            rig.start();
            rig.awaitLines(numbers(0, 150));
            assertThat(rig.server.streams()).hasSize(2);
        }
    }

    @Test
    void noticesAFileThatGrewPastTheOldPlaceBetweenTwoLooks() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 20));
            rig.start();
            rig.awaitLines(numbers(0, 20));
            Path other = rig.folder.resolve("other");
            Files.writeString(other, numbered(20, 100));
            // One write over the old content, as good as at once.
            try (FileChannel channel = FileChannel.open(
                    rig.log("app.log"), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap(Files.readAllBytes(other)));
            }
            rig.awaitLines(numbers(0, 100));
        }
    }

    @Test
    void followsSymbolicLinksToRotatedTargets() throws IOException {
        try (AgentRig rig = rig("- {name: pods, paths: [LOGS/containers/*.log], format: text, unwrap: cri}")) {
            Path pod = Files.createDirectories(rig.log("pods/web"));
            Path containers = Files.createDirectories(rig.log("containers"));
            Files.createSymbolicLink(containers.resolve("web.log"), pod.resolve("0.log"));
            Files.writeString(pod.resolve("0.log"), "2016-10-06T00:17:09.669794202Z stdout F one\n");
            rig.start();
            rig.awaitLines("one");
            rig.stop();
            Files.writeString(
                    pod.resolve("0.log"), "2016-10-06T00:17:09.669794202Z stdout F two\n", StandardOpenOption.APPEND);
            Files.move(pod.resolve("0.log"), pod.resolve("0.log.20261122-213000"), StandardCopyOption.ATOMIC_MOVE);
            Files.writeString(pod.resolve("0.log"), "2016-10-06T00:17:10.669794202Z stderr F three\n");
            rig.start();
            rig.awaitLines("one", "two", "three");
            assertThat(rig.server.streams().values())
                    .allSatisfy(stream -> assertThat(stream.path)
                            .isEqualTo(containers.resolve("web.log").toString()));
        }
    }

    @Test
    void startsAtTheEndOnlyWhenItMeetsAnInputForTheFirstTime() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/*.log], format: text, start: end}")) {
            rig.append("app.log", "old\nhalf ");
            rig.start();
            await().untilAsserted(() -> assertThat(rig.metric("files")).isEqualTo(1));
            rig.append("app.log", "whole\n");
            rig.awaitLines("half whole");
            rig.stop();
            rig.append("other.log", "from the beginning\n");
            rig.start();
            rig.awaitLines("half whole", "from the beginning");
        }
    }

    @Test
    void followsManyFiles() throws IOException {
        try (AgentRig rig =
                rig("- {name: all, paths: ['LOGS/**/*.log'], format: text}").followSettings("open-files: 16")) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                Files.createDirectories(rig.log("d" + i % 7));
                rig.append("d" + i % 7 + "/f" + i + ".log", "file " + i + "\n");
                all.add("file " + i);
            }
            rig.start();
            rig.awaitLines(all);
            await().untilAsserted(() -> assertThat(rig.metric("open_files")).isLessThanOrEqualTo(16));
            for (int i = 0; i < 300; i += 3) {
                rig.append("d" + i % 7 + "/f" + i + ".log", "more " + i + "\n");
                all.add("more " + i);
            }
            rig.awaitLines(all);
        }
    }
}
