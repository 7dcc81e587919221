// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static dev.sluice.tail.testing.LogTexts.lines;
import static dev.sluice.tail.testing.LogTexts.pause;
import static dev.sluice.tail.testing.LogTexts.split;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.IngestStub.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is known by all that was read of it: not by its name, its inode or its first bytes. */
class ITIdentity {

    private static final String ONE = "- {name: app, paths: [LOGS/app.log], format: text}";
    private static final String ALL = "- {name: app, paths: [LOGS/*.log], format: text}";

    private static final String BANNER = "=".repeat(70) + "\n" + ":: setting = value\n".repeat(60) + ":: ready\n";

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    @Test
    void sendsAFileThatIsWrittenShorterWithTheSameFirstLine() throws IOException {
        try (AgentRig rig = rig(ONE)) {
            String first = "backup of /srv/data to /mnt/backup\n";
            List<String> runs = List.of(
                    first + "12 files copied in 34 seconds\nall done\n",
                    first + "FAILED: no space left on device\n",
                    first + "FAILED: target not mounted\n");
            rig.start();
            for (int i = 0; i < runs.size(); i++) {
                Files.writeString(rig.log("app.log"), runs.get(i));
                rig.awaitLines(split(runs.subList(0, i + 1).toArray(String[]::new)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsARewriteOfTheSameLength(boolean sameInode) throws IOException {
        try (AgentRig rig = rig(ONE)) {
            rig.start();
            List<String> all = new ArrayList<>();
            for (int i = 10; i < 16; i++) {
                String run = "status of the nightly job\nresult " + i + "\nend of the report\n";
                if (!sameInode) {
                    Files.deleteIfExists(rig.log("app.log"));
                }
                Files.writeString(rig.log("app.log"), run);
                all.addAll(split(run));
                rig.awaitLines(all);
                pause(50);
            }
        }
    }

    @Test
    void sendsNewLinesBehindABannerThatEveryStartWrites() throws IOException {
        try (AgentRig rig = rig(ONE)) {
            rig.start();
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String run = BANNER + lines("run " + i, 20 - 3 * i);
                Files.writeString(rig.log("app.log"), run);
                all.addAll(split(run));
                rig.awaitLines(all);
                if (i == 2) {
                    // Quietly rotated: the younger file begins with the same thousand bytes.
                    rig.rename("app.log", "app.log.1");
                }
            }
            rig.stop();
            // Replaced while the agent was down, and the older file is gone.
            Files.delete(rig.log("app.log"));
            String run = BANNER + lines("after", 50);
            Files.writeString(rig.log("app.log"), run);
            rig.start();
            all.addAll(split(run));
            rig.awaitLines(all);
        }
    }

    @Test
    void aFileOfAnotherInputIsNoCopyHoweverAlikeItIs() throws IOException {
        String inputs = "- {name: one, paths: [LOGS/one.log], format: text}\n"
                + "- {name: other, paths: [LOGS/other.log], format: text}";
        try (AgentRig rig = rig(inputs)) {
            String both = lines("both programs write", 20);
            rig.append("one.log", both);
            rig.start();
            rig.awaitLines(split(both));
            rig.stop();
            Files.writeString(rig.log("one.log"), "");
            rig.append("other.log", both + lines("the other", 5));
            rig.start();
            rig.awaitLines(split(both, both, lines("the other", 5)));
        }
    }

    /** Another program of the same input starts anew, and writes what a file held that was emptied. */
    @Test
    void aFileOfAnotherNameThatIsKnownIsNoCopyHoweverAlikeItIs() throws IOException {
        try (AgentRig rig = rig(ALL)) {
            String both = lines("both programs write", 20);
            rig.append("one.log", both);
            rig.append("other.log", both);
            rig.start();
            rig.awaitLines(split(both, both));
            rig.stop();
            Files.writeString(rig.log("one.log"), "");
            rig.rename("other.log", "other.log.1");
            rig.append("other.log", both + lines("the other", 5));
            rig.start();
            rig.awaitLines(split(both, both, both, lines("the other", 5)));
        }
    }

    @Test
    void readsTheRestOfWhatALinkLedTo() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/current.log], format: text}")) {
            Files.createDirectories(rig.log("real"));
            rig.append("real/r0.log", lines("r0", 20));
            Files.createSymbolicLink(rig.log("current.log"), rig.log("real/r0.log"));
            rig.start();
            rig.awaitLines(split(lines("r0", 20)));
            rig.stop();
            rig.append("real/r0.log", lines("rest of r0", 50));
            Files.writeString(rig.log("real/r1.log"), lines("r1", 5));
            Files.delete(rig.log("current.log"));
            Files.createSymbolicLink(rig.log("current.log"), rig.log("real/r1.log"));
            rig.start();
            rig.awaitLines(split(lines("r0", 20), lines("rest of r0", 50), lines("r1", 5)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app-20261128.log", "app.2026-11-28.0.log", "old/other-name.log"})
    void doesNotSendARotatedCopyOfAnyNameAgain(String name) throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/**/*.log], format: text}")) {
            Files.createDirectories(rig.log("old"));
            rig.append("app.log", lines("g1", 500));
            rig.start();
            rig.awaitLines(split(lines("g1", 500)));
            Files.copy(rig.log("app.log"), rig.log(name));
            Files.writeString(rig.log("app.log"), lines("g2", 100));
            rig.awaitLines(split(lines("g1", 500), lines("g2", 100)));
            rig.stop();
            rig.append("app.log", "end\n");
            rig.start();
            rig.awaitLines(split(lines("g1", 500), lines("g2", 100), "end"));
        }
    }

    @Test
    void sendsWhatAJobWritesAgainAfterItsFileWasDeleted() throws IOException {
        try (AgentRig rig = rig(ALL)) {
            List<String> all = new ArrayList<>();
            rig.start();
            for (int i = 0; i < 3; i++) {
                // Another file, which keeps the number of the deleted one from being used again.
                Path other = Files.createFile(rig.folder.resolve("other" + i));
                Files.writeString(rig.log("job.log"), "started\nok\n");
                all.addAll(List.of("started", "ok"));
                rig.awaitLines(all);
                Files.delete(rig.log("job.log"));
                Files.createFile(rig.folder.resolve("further" + i));
                pause(400);
                assertThat(other).exists();
            }
        }
    }

    /** As rsync and editors do. */
    @Test
    void goesOnInAFileThatWasRenamedOverTheOldOne() throws IOException {
        try (AgentRig rig = rig(ONE)) {
            rig.append("app.log", lines("a", 100));
            rig.start();
            rig.awaitLines(split(lines("a", 100)));
            Files.writeString(rig.log(".app.log.tmp"), lines("a", 100) + lines("b", 10));
            Files.move(rig.log(".app.log.tmp"), rig.log("app.log"), StandardCopyOption.REPLACE_EXISTING);
            rig.awaitLines(split(lines("a", 100), lines("b", 10)));
            rig.stop();
            Files.writeString(rig.log(".app.log.tmp"), lines("a", 100) + lines("b", 10) + lines("c", 10));
            Files.move(rig.log(".app.log.tmp"), rig.log("app.log"), StandardCopyOption.REPLACE_EXISTING);
            rig.start();
            rig.awaitLines(split(lines("a", 100), lines("b", 10), lines("c", 10)));
            assertThat(rig.server.streams()).hasSize(1);
        }
    }

    @Test
    void sendsACopyThatStaysAfterAWhile() throws IOException {
        try (AgentRig rig = rig(ALL)) {
            rig.append("app.log", lines("a", 10));
            rig.start();
            rig.awaitLines(split(lines("a", 10)));
            Files.copy(rig.log("app.log"), rig.log("copy.log"));
            rig.awaitLines(split(lines("a", 10), lines("a", 10)));
            assertThat(rig.metric("files_copied_total")).isEqualTo(1);
        }
    }

    @Test
    void sendsAnIdenticalRewriteOnlyIfTold() throws IOException {
        for (String rewritten : List.of("keep", "send")) {
            Path own = Files.createDirectories(folder.resolve(rewritten));
            try (AgentRig rig = new AgentRig(
                    own, "- {name: app, paths: [LOGS/app.log], format: text, rewritten: " + rewritten + "}")) {
                rig.append("app.log", lines("a", 10));
                rig.start();
                rig.awaitLines(split(lines("a", 10)));
                Files.setLastModifiedTime(rig.log("app.log"), FileTime.fromMillis(System.currentTimeMillis() - 9_000));
                // Until it is known since when it is as it is.
                pause(500);
                Files.setLastModifiedTime(rig.log("app.log"), FileTime.fromMillis(System.currentTimeMillis() - 5_000));
                rig.awaitMetric("files_rewritten_total", 1);
                if (rewritten.equals("send")) {
                    rig.awaitMetric("sent_lines_total", 20);
                }
                rig.append("app.log", "end\n");
                rig.awaitMetric("sent_lines_total", rewritten.equals("send") ? 21 : 11);
            }
        }
    }

    @Test
    void readsFilesThatLiveShorterThanASecond() throws IOException {
        try (AgentRig rig = rig(ALL)) {
            rig.start();
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Path file = rig.log("job" + i + ".log");
                Files.createFile(file);
                pause(150);
                Files.writeString(file, lines("job" + i, 10));
                pause(50);
                Files.delete(file);
                all.addAll(split(lines("job" + i, 10)));
            }
            rig.awaitLines(all);
        }
    }

    @Test
    void doesNotTakeWorkersForRotationsOfOne() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/worker*'], format: text}")) {
            List<String> names = List.of("worker", "worker-1", "worker-2");
            for (String name : names) {
                rig.append(name, lines(name, 3));
            }
            rig.start();
            rig.awaitMetric("sent_lines_total", 9);
            assertThat(rig.server.streams().values())
                    .extracting(stream -> stream.path)
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> rig.log(name).toString()).toList());
        }
    }

    /** The digest of what was sent before each request leads on to the next request's. */
    @Test
    void sendsTheDigestOfWhatItHasSent() throws IOException {
        try (AgentRig rig = rig(ONE)) {
            rig.server.faults(number -> number % 3 == 1 ? Fault.CUT_AFTER : Fault.NONE);
            rig.server.refuse(line -> line.endsWith("n=13"));
            rig.start();
            for (int i = 0; i < 5; i++) {
                rig.append("app.log", lines("part " + i, 20));
                rig.awaitMetric("sent_lines_total", 19 * (i + 1));
            }
            Received stream = rig.server.streams().values().iterator().next();
            assertThat(stream.digests).hasSizeGreaterThan(5);
            assertThat(stream.wrongDigests).isZero();
        }
    }
}
