// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static dev.sluice.tail.testing.LogTexts.lines;
import static dev.sluice.tail.testing.LogTexts.numbered;
import static dev.sluice.tail.testing.LogTexts.numbers;
import static dev.sluice.tail.testing.LogTexts.pause;
import static dev.sluice.tail.testing.LogTexts.split;
import static dev.sluice.tail.testing.LogTexts.truncate;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are copied and then truncated, at every moment of being read and sent. */
class ITCopytruncate {

    private static final String INPUT = "- {name: app, paths: [LOGS/app.log], format: text}";

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    /** A copy is there, its original not yet truncated, and nothing of it sent: the moment at which both could be taken for new. */
    @Test
    void aCopyOfWhatWasNotYetSentIsNotSentBesideIt() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/*.log], format: text}")) {
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.append("app.log", numbered(0, 10));
            rig.start();
            rig.awaitMetric("files_found_total", 1);
            // Waits for the older one to be sent.
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", numbered(10, 20));
            rig.awaitMetric("files_found_total", 2);
            Files.copy(rig.log("app.log"), rig.log("app.log.2"));
            rig.append("other.log", "scanned\n");
            rig.awaitMetric("files_found_total", 3);
            rig.append("another.log", "scanned again\n");
            rig.awaitMetric("files_found_total", 4);
            rig.server.faults(number -> Fault.NONE);
            rig.awaitMetric("sent_lines_total", 22);
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(20, 35));
            List<String> all = new ArrayList<>(numbers(0, 35));
            all.addAll(List.of("scanned", "scanned again"));
            rig.awaitLines(all);
            assertThat(rig.metric("lost_bytes_total")).isZero();
        }
    }

    /** The same, truncated before anything of it was read: it is in the copy only. */
    @Test
    void whatWasCopiedAndTruncatedBeforeItWasSentIsSentFromTheCopy() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.append("app.log", numbered(0, 10));
            rig.start();
            rig.awaitMetric("files_found_total", 1);
            rig.rename("app.log", "app.log.1");
            rig.append("app.log", numbered(10, 20));
            rig.awaitMetric("files_found_total", 2);
            Files.copy(rig.log("app.log"), rig.log("app.log.2"));
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(20, 40));
            rig.server.faults(number -> Fault.NONE);
            rig.awaitLines(numbers(0, 40));
        }
    }

    /** The first batch is under way, perhaps kept, when a copy of its file appears that is still being written. */
    @Test
    void theBeginningOfACopyInTheMakingIsKnown() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.server.faults(number -> Fault.CUT_AFTER);
            rig.append("app.log", numbered(0, 1000));
            rig.start();
            await().until(() -> rig.server.count() == 1000);
            byte[] content = Files.readAllBytes(rig.log("app.log"));
            rig.stop();
            Files.write(rig.log("app.log.1"), Arrays.copyOf(content, 3000));
            rig.start();
            int requests = rig.server.requests();
            await().until(() -> rig.server.requests() > requests + 2);
            rig.server.faults(number -> Fault.NONE);
            rig.awaitMetric("sent_lines_total", 1000);
            Files.write(rig.log("app.log.1"), content);
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(1000, 1010));
            rig.awaitLines(numbers(0, 1010));
            assertThat(rig.server.streams()).hasSize(2);
        }
    }

    /** Killed while a batch was under way; then the file was truncated, and its copy is too short for that batch. */
    @Test
    void aBatchThatItsCopyHoldsOnlyInPartIsCutToIt() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 100));
            rig.start();
            rig.awaitLines(numbers(0, 100));
            rig.server.faults(number -> Fault.UNAVAILABLE);
            rig.append("app.log", numbered(100, 200));
            int requests = rig.server.requests();
            await().until(() -> rig.server.requests() > requests);
            rig.stop();
            Files.writeString(rig.log("app.log.1"), numbered(0, 150));
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(200, 210));
            rig.server.faults(number -> Fault.NONE);
            rig.start();
            List<String> all = new ArrayList<>(numbers(0, 150));
            all.addAll(numbers(200, 210));
            rig.awaitLines(all);
        }
    }

    @Test
    void followsCopytruncate() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            rig.append("app.log", numbered(0, 100));
            rig.start();
            rig.awaitLines(numbers(0, 100));
            rig.append("app.log", numbered(100, 120));
            Files.copy(rig.log("app.log"), rig.log("app.log.1"));
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(120, 130));
            rig.awaitLines(numbers(0, 130));
        }
    }

    @Test
    void findsInTheCopyWhatWasTruncatedWhileItWasAway() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app.log*'], format: text}")) {
            rig.append("app.log", numbered(0, 100));
            rig.start();
            rig.awaitLines(numbers(0, 100));
            rig.stop();
            rig.append("app.log", numbered(100, 200));
            Files.copy(rig.log("app.log"), rig.log("app.log.1"));
            truncate(rig.log("app.log"));
            // Past the old place, and more: only what is in the file tells.
            rig.append("app.log", numbered(200, 600));
            rig.start();
            rig.awaitLines(numbers(0, 600));
            assertThat(rig.server.streams()).hasSize(2);
        }
    }

    @Test
    void doesNotSendACopyThatEndsBeforeWhatWasRead() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app.log*'], format: text}")) {
            rig.append("app.log", numbered(0, 100));
            rig.start();
            rig.awaitLines(numbers(0, 100));
            Files.copy(rig.log("app.log"), rig.log("app.log.1"));
            rig.append("app.log", numbered(100, 120));
            rig.awaitLines(numbers(0, 120));
            truncate(rig.log("app.log"));
            rig.append("app.log", numbered(120, 130));
            rig.awaitLines(numbers(0, 130));
            rig.awaitMetric("files_truncated_total", 1);
            rig.append("app.log", numbered(130, 131));
            rig.awaitLines(numbers(0, 131));
        }
    }

    @Test
    void passesOverTheBlockOfNulBytesThatAWriterLeaves() throws IOException {
        try (AgentRig rig = rig(INPUT)) {
            try (RandomAccessFile writer =
                    new RandomAccessFile(rig.log("app.log").toFile(), "rw")) {
                writer.write(numbered(0, 1000).getBytes(UTF_8));
                rig.start();
                rig.awaitLines(numbers(0, 1000));
                long place = writer.getFilePointer();
                Files.copy(rig.log("app.log"), rig.log("app.log.1"));
                truncate(rig.log("app.log"));
                // The writer goes on at its own place, and the file begins with a hole.
                writer.seek(place);
                writer.write(numbered(1000, 1500).getBytes(UTF_8));
                rig.awaitLines(numbers(0, 1500));
                assertThat(rig.metric("nul_bytes_skipped_total")).isEqualTo(place);
                writer.write(numbered(1500, 1600).getBytes(UTF_8));
                rig.awaitLines(numbers(0, 1600));
            }
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
                reach(rotated);
                return Fault.NONE;
            });
            rig.append("app.log", lines("g1", 500));
            rig.start();
            reach(sending);
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
                    reach(first);
                } else if (rig.server.texts().size() >= 510) {
                    sending.countDown();
                    reach(rotated);
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
            reach(sending);
            Files.copy(rig.log("app.log"), rig.log("app.log.7"));
            Files.writeString(rig.log("app.log"), "");
            pause(500);
            rotated.countDown();
            rig.append("app.log", lines("g3", 10));
            rig.awaitLines(split(lines("g0", 10), lines("g1", 500), lines("g2", 500), lines("g3", 10)));
        }
    }

    private static void reach(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
