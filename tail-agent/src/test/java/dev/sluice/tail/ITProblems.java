// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Problems;
import dev.sluice.tail.testing.AgentRig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps the agent from doing its work is said: what, why, and the way out. */
class ITProblems {

    @TempDir
    Path folder;

    private AgentRig rig(String inputs) throws IOException {
        return new AgentRig(folder, inputs);
    }

    private static void awaitProblem(AgentRig rig, String kind, int count) {
        rig.awaitMetric("problems\\{kind=\"" + kind + "\"\\}", count);
    }

    private static int ready(AgentRig rig) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + rig.agent().operationsPort() + "/ready");
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    @Test
    void saysThatAGlobNamesNothingUntilItDoes() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/typo.log], format: text}")) {
            rig.start();
            awaitProblem(rig, "no_files", 1);
            rig.append("typo.log", "one\n");
            rig.awaitLines("one");
            await().until(() -> rig.metric("problems\\{kind=\"no_files\"\\}") == 0);
        }
    }

    @Test
    void leavesOutWhatItCannotDecompress() throws IOException {
        try (AgentRig rig = rig("- {name: app, paths: ['LOGS/app*'], format: text}")) {
            rig.append("app.log", "one\n");
            rig.append("app.log.1.xz", "not a line\n");
            rig.append("app.log.2.zst", "not a line\n");
            rig.start();
            awaitProblem(rig, "unsupported", 2);
            rig.awaitLines("one");
        }
    }

    @Test
    void followsLinksInsideOfTheLogsFoldersOnly() throws IOException {
        Path secret =
                Files.createDirectories(folder.resolve("elsewhere/secrets")).resolve("key");
        Files.writeString(secret, "secret\n");
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/app/*.log], format: text}")
                .followSettings("links-inside: [" + folder.resolve("logs") + "]")) {
            Files.createDirectories(rig.log("app"));
            rig.append("real.txt", "one\n");
            Files.createSymbolicLink(rig.log("app/evil.log"), secret);
            Files.createSymbolicLink(rig.log("app/good.log"), rig.log("real.txt"));
            rig.append("app/own.log", "two\n");
            // No glob names it: it is looked at for its name, which says that rotation made it.
            Files.createSymbolicLink(rig.log("app/own.log.1"), secret);
            rig.start();
            awaitProblem(rig, "link", 2);
            rig.awaitLines("one", "two");
        }
    }

    @Test
    void goesOnAfterItsDataFolderWasDeleted() throws IOException, InterruptedException {
        try (AgentRig rig = rig("- {name: app, paths: [LOGS/app.log], format: text}")) {
            rig.append("app.log", "one\n");
            rig.start();
            rig.awaitLines("one");
            Path data = folder.resolve("data");
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    try {
                        Files.delete(file);
                    } catch (DirectoryNotEmptyException e) {
                        // The agent was quicker, and has begun to write it anew.
                        continue;
                    }
                }
            }
            await().until(() -> Files.exists(data.resolve("digest-key")));
            rig.append("app.log", "two\n");
            rig.awaitLines("one", "two");
            assertThat(ready(rig)).isEqualTo(200);
            rig.stop();
            rig.append("app.log", "three\n");
            rig.start();
            rig.awaitLines("one", "two", "three");
            assertThat(rig.server.streams()).hasSize(1);
        }
    }

    @Test
    void repeatsAProblemEverMoreRarely() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProblemClock clock = new ProblemClock();
        var problems = new Problems(new AgentLog(new PrintStream(out, true), clock), clock);
        for (int second = 0; second < 3_600; second++) {
            clock.seconds = second;
            problems.raise(Problems.Kind.DATA_FOLDER, "checkpoint", "the disk is full");
        }
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSizeBetween(5, 8).allMatch(line -> line.contains("the disk is full"));
        assertThat(problems.blocking()).contains("the disk is full");
        problems.clear(Problems.Kind.DATA_FOLDER, "checkpoint");
        assertThat(problems.blocking()).isEmpty();
    }

    private static final class ProblemClock extends Clock {
        private long seconds;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds);
        }
    }
}
