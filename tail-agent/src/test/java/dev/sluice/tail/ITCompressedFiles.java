// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static dev.sluice.tail.testing.LogTexts.gzip;
import static dev.sluice.tail.testing.LogTexts.lines;
import static dev.sluice.tail.testing.LogTexts.pause;
import static dev.sluice.tail.testing.LogTexts.split;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.testing.AgentRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were compressed, whole or in members, are the files that they were compressed from. */
class ITCompressedFiles {

    /** As {@code Newcomers} waits for the file that a newcomer is a copy of to go. */
    private static final long COPY_WAIT_MILLIS = 5_000;

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
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

    /** A look may meet what a file is compressed to, and be told of the file itself only by the next one; or somebody expands it for a moment. */
    @Test
    void doesNotSendAFileThatVanishesAndIsWhatACompressedOneHolds() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            String text = lines("rotated", 300);
            Files.write(rig.log("app.log.1.gz"), gzip(text));
            rig.start();
            rig.awaitLines(split(text));
            Path aside = Files.writeString(rig.folder.resolve("aside"), text);
            Files.move(aside, rig.log("app.log.1"));
            pause(1_500);
            Files.delete(rig.log("app.log.1"));
            pause(COPY_WAIT_MILLIS + 1_000);
            rig.append("app.log", "ends\n");
            rig.awaitLines(split(text, "ends"));
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
}
