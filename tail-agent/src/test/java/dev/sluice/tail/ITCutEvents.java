// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static dev.sluice.tail.testing.LogTexts.gzip;
import static dev.sluice.tail.testing.LogTexts.pause;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event that a rotation or a pause cuts stays one event. */
class ITCutEvents {

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    @Test
    void keepsAnEventTogetherThatARotationCuts() throws IOException {
        try (AgentRig rig =
                rig("- {name: app, paths: [LOGS/app.log], format: text, multiline: {start: '^[0-9]', idle: 5s}}")) {
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
                rig("- {name: app, paths: [LOGS/app.log], format: text, multiline: {start: '^[0-9]', idle: 5s}}")) {
            rig.append("app.log", "1\n2\n");
            Files.setLastModifiedTime(rig.log("app.log"), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
            rig.start();
            rig.awaitLines("1", "2");
            rig.stop();
            rig.start();
            pause(5_500);
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
}
