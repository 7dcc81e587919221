// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.IngestStub.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is known by all that was read of it: not by its name, its inode or its first bytes. */
class ITIdentity {

    private static final String ONE = "- {name: app, paths: [LOGS/app.log], format: text}";
    private static final String ALL = "- {name: app, paths: [LOGS/*.log], format: text}";
    /** As {@code Newcomers} waits for the file that a newcomer is a copy of to go. */
    private static final long COPY_WAIT_MILLIS = 5_000;

    private static final String BANNER = "=".repeat(70) + "\n" + ":: setting = value\n".repeat(60) + ":: ready\n";

    @TempDir
    Path folder;

    private static String lines(String name, int count) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, count)
                .forEach(i -> lines.append(name).append(" n=").append(i).append('\n'));
        return lines.toString();
    }

    private static List<String> split(String... texts) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.addAll(List.of(text.split("\n")));
        }
        return lines;
    }

    private static void pause(long millis) {
        // Not waiting for the agent: another program is at work, and takes its time.
        LockSupport.parkNanos(millis * 1_000_000);
    }

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
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

    /** The moment after compression: both names are there, and it is chance which of them looks older. */
    @ParameterizedTest
    @ValueSource(ints = {-10, 0, 10})
    void takesAFileAndWhatItIsCompressedToForOne(int seconds) throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            String text = lines("rotated", 300);
            rig.append("app.log", "begins\n");
            rig.append("app.log.1", text);
            Files.write(rig.log("app.log.1.gz"), gzip(text));
            long written = System.currentTimeMillis() - 60_000;
            Files.setLastModifiedTime(rig.log("app.log.1"), FileTime.fromMillis(written));
            Files.setLastModifiedTime(rig.log("app.log.1.gz"), FileTime.fromMillis(written + seconds * 1_000));
            rig.start();
            pause(500);
            Files.delete(rig.log("app.log.1"));
            pause(COPY_WAIT_MILLIS + 500);
            rig.append("app.log", "ends\n");
            rig.awaitLines(split("begins", text, "ends"));
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

    /** Its first batch is on its way, so nothing of it is settled, while it is copied and emptied. */
    @Test
    void knowsTheCopyOfWhatIsBeingSent() throws Exception {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            CountDownLatch sending = new CountDownLatch(1);
            CountDownLatch rotated = new CountDownLatch(1);
            rig.server.faults(number -> {
                sending.countDown();
                await(rotated);
                return Fault.NONE;
            });
            rig.append("app.log", lines("g1", 500));
            rig.start();
            await(sending);
            Files.copy(rig.log("app.log"), rig.log("app.log.1"));
            Files.writeString(rig.log("app.log"), "");
            // Some scans of the agent.
            pause(500);
            rotated.countDown();
            rig.append("app.log", lines("g2", 10));
            rig.awaitLines(split(lines("g1", 500), lines("g2", 10)));
        }
    }

    /** While the server is away: what waits to be sent of a file is rotated once before it is its turn, and again when it is on its way. */
    @Test
    void knowsTheCopyOfWhatIsBeingSentOfAFileThatWasRotatedUnread() throws Exception {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            CountDownLatch sending = new CountDownLatch(1);
            CountDownLatch rotated = new CountDownLatch(1);
            rig.append("app.log.9", lines("g0", 10));
            Files.setLastModifiedTime(rig.log("app.log.9"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
            rig.append("app.log", lines("g1", 500));
            CountDownLatch first = new CountDownLatch(1);
            rig.server.faults(number -> {
                if (number == 0) {
                    await(first);
                } else if (rig.server.texts().size() >= 510) {
                    sending.countDown();
                    await(rotated);
                }
                return Fault.NONE;
            });
            rig.start();
            pause(300);
            Files.copy(rig.log("app.log"), rig.log("app.log.8"));
            Files.writeString(rig.log("app.log"), "");
            pause(300);
            rig.append("app.log", lines("g2", 500));
            pause(300);
            first.countDown();
            await(sending);
            Files.copy(rig.log("app.log"), rig.log("app.log.7"));
            Files.writeString(rig.log("app.log"), "");
            pause(500);
            rotated.countDown();
            rig.append("app.log", lines("g3", 10));
            rig.awaitLines(split(lines("g0", 10), lines("g1", 500), lines("g2", 500), lines("g3", 10)));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As delaycompress does it to a file that was closed long ago: no look finds both. */
    @Test
    void knowsWhatAClosedFileWasCompressedTo() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            String text = lines("rotated", 300);
            rig.append("app.log.1", text);
            Files.setLastModifiedTime(rig.log("app.log.1"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
            rig.start();
            rig.awaitLines(split(text));
            rig.stop();
            // After a restart it is not even opened, since nothing was written to it.
            rig.start();
            rig.append("app.log", "first\n");
            rig.awaitLines(split(text, "first"));
            Path aside = Files.write(rig.folder.resolve("aside"), gzip(text));
            Files.delete(rig.log("app.log.1"));
            Files.move(aside, rig.log("app.log.2.gz"));
            pause(500);
            rig.append("app.log", "last\n");
            rig.awaitLines(split(text, "first", "last"));
            rig.awaitMetric("files_continued_total", 1);
        }
    }

    /** As copytruncate with compress does it to a file that was not opened since the restart; more is in it than before when it is looked at. */
    @Test
    void knowsWhatAClosedFileWasCopiedToBeforeItWasWrittenAnew() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            String text = lines("old", 2);
            rig.append("app.log", text);
            Files.setLastModifiedTime(rig.log("app.log"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
            rig.start();
            rig.awaitLines(split(text));
            rig.stop();
            rig.start();
            pause(300);
            Path aside = Files.write(rig.folder.resolve("aside"), gzip(text));
            Files.move(aside, rig.log("app.log.1.gz"));
            Files.writeString(rig.log("app.log"), lines("new", 5));
            rig.awaitLines(split(text, lines("new", 5)));
            pause(500);
            rig.append("app.log", "last\n");
            rig.awaitLines(split(text, lines("new", 5), "last"));
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
    void readsAMemberThatIsAppendedToACompressedFile() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/app.gz], format: text}")) {
            Files.write(rig.log("app.gz"), gzip(lines("first", 100)));
            rig.start();
            rig.awaitLines(split(lines("first", 100)));
            Files.write(rig.log("app.gz"), gzip(lines("second", 50)), StandardOpenOption.APPEND);
            rig.awaitLines(split(lines("first", 100), lines("second", 50)));
            rig.stop();
            Files.write(rig.log("app.gz"), gzip(lines("third", 50)), StandardOpenOption.APPEND);
            rig.start();
            rig.awaitLines(split(lines("first", 100), lines("second", 50), lines("third", 50)));
            assertThat(rig.server.streams()).hasSize(1);
        }
    }

    /** It is known to the end before anything of it is sent. */
    @Test
    void theYoungerFileDoesNotWaitForeverForAShortCompressedOne() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            Files.write(rig.log("app.log.1.gz"), gzip("a\n"));
            Files.setLastModifiedTime(rig.log("app.log.1.gz"), FileTime.fromMillis(System.currentTimeMillis() - 9_000));
            rig.append("app.log", "b\n");
            rig.start();
            rig.awaitLines("a", "b");
        }
    }

    @Test
    void sendsWholeLinesOfADamagedCompressedFile() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: [LOGS/app.gz], format: text}").followSettings("damaged-after: 500ms")) {
            byte[] whole = gzip(lines("line", 2000));
            Files.write(rig.log("app.gz"), Arrays.copyOf(whole, whole.length / 2));
            rig.start();
            rig.awaitMetric("sent_lines_total", 100);
            rig.awaitMetric("problems\\{kind=\"damaged\"\\}", 1);
            List<String> sent = rig.server.texts();
            assertThat(split(lines("line", 2000)).subList(0, sent.size())).isEqualTo(sent);
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

    @Test
    void keepsAnEventTogetherThatARotationCuts() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: [LOGS/app.log], format: text, multiline: {start: '^[0-9]', idle: 1s}}")) {
            rig.append("app.log", "1\n");
            rig.start();
            rig.append("app.log", "2 java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n");
            pause(200);
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", "\tat a.B.d(B.java:2)\nCaused by: x.Y: z\n3\n");
            rig.awaitLines(
                    "1",
                    "2 java.lang.IllegalStateException: no\r"
                            + "\tat a.B.c(B.java:1)\r"
                            + "\tat a.B.d(B.java:2)\r"
                            + "Caused by: x.Y: z",
                    "3");
        }
    }

    /** A file that was not opened since the restart has not been silent since then if it grows. */
    @Test
    void keepsAnEventTogetherThatIsWrittenToAClosedFile() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: [LOGS/app.log], format: text, multiline: {start: '^[0-9]', idle: 2s}}")) {
            rig.append("app.log", "1\n2\n");
            Files.setLastModifiedTime(rig.log("app.log"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
            rig.start();
            rig.awaitLines("1", "2");
            rig.stop();
            rig.start();
            pause(2_500);
            rig.append("app.log", "3\n\tof 3\n");
            pause(700);
            rig.append("app.log", "\tof 3, too\n4\n");
            rig.awaitLines("1", "2", "3\r\tof 3\r\tof 3, too", "4");
        }
    }

    /** What was carried over is all that is known of the younger file's stream, and that file becomes another one while nobody looks. */
    @Test
    void keepsWhatWasCarriedOverIfTheYoungerFileIsCompressedMeanwhile() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: ['LOGS/app*'], format: text, multiline: {start: '^[0-9]', idle: 60s}}")) {
            rig.append("app.log", "1\n2\n");
            rig.start();
            rig.awaitLines("1");
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", "\tof 2\n3\n");
            rig.awaitMetric("retries_total", 2);
            rig.stop();
            rig.rename("app.log.1", "app.log.2");
            Files.write(rig.log("app.log.1.gz"), gzip("\tof 2\n3\n"));
            Files.delete(rig.log("app.log"));
            rig.server.faults(number -> Fault.NONE);
            rig.append("app.log", "4\n5\n");
            rig.start();
            rig.awaitLines("1", "2\r\tof 2", "3", "4");
        }
    }

    /** The same, with nothing of the younger file in the batch. */
    @Test
    void keepsWhatWasCarriedOverAsAnEventOfItsOwn() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: ['LOGS/app*'], format: text, multiline: {start: '^[0-9]', idle: 60s}}")) {
            rig.append("app.log", "1\n2\n");
            rig.start();
            rig.awaitLines("1");
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", "3\n");
            rig.awaitMetric("retries_total", 2);
            rig.stop();
            rig.rename("app.log.1", "app.log.2");
            Files.write(rig.log("app.log.1.gz"), gzip("3\n"));
            Files.delete(rig.log("app.log"));
            rig.server.faults(number -> Fault.NONE);
            rig.append("app.log", "4\n5\n");
            rig.start();
            rig.awaitLines("1", "2", "3", "4");
        }
    }

    @Test
    void keepsALineTogetherOfWhichARotationCutsThePartsApart() throws IOException {
        try (AgentRig rig = rig("- {name: pods, paths: [LOGS/0.log], format: text, unwrap: cri}")) {
            rig.append("0.log", "2016-10-06T00:17:09.669794202Z stdout P one \n");
            rig.start();
            rig.append("0.log", "2016-10-06T00:17:09.669794203Z stdout P and \n");
            pause(300);
            rig.rename("0.log", "0.log.20261122-213000");
            rig.append("0.log", "2016-10-06T00:17:09.669794204Z stdout F the rest\n");
            rig.awaitLines("one and the rest");
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
