// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentProcess;
import dev.sluice.tail.testing.IngestStub;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real agent whose disk is full, or may not be written: it says so, sends nothing that it could not account for after a crash, and goes on when
 * there is room again, with each line once. The disk is full by a limit on the length of the process's files, which needs no mount and no superuser.
 */
class ITFullDisk {

    private static final Pattern LETTER = Pattern.compile("\\{\"at\":.*\"base64\":\"[A-Za-z0-9+/=]*\"}");

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private Path data;
    private Path log;
    private int port;
    private IngestStub server;
    private AgentProcess agent;

    @BeforeEach
    void prepare() throws IOException {
        data = folder.resolve("data");
        log = Files.createDirectories(folder.resolve("logs")).resolve("app.log");
        port = freePort();
        server = new IngestStub();
        Path config = Files.writeString(
                folder.resolve("agent.yaml"), """
                server: {url: '%s', linger: 20ms, retry-first: 20ms, retry-most: 200ms}
                agent: {data: '%s', operations: '127.0.0.1:%d'}
                follow: {poll: 20ms, scan: 200ms}
                inputs:
                - {name: app, paths: ['%s/*.log'], format: text, max-line: 1KiB}
                """.formatted(server.url(), data, port, log.getParent()));
        agent = new AgentProcess(
                        folder.resolve("agent.out"),
                        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m"),
                        config.toString())
                .withoutOverride();
    }

    @AfterEach
    void end() throws InterruptedException, IOException {
        agent.close();
        server.close();
        if (Files.exists(data)) {
            permit("rwx------");
        }
    }

    @Test
    void sendsNothingWhileItsDataFolderIsFullAndAllOfItOnceAfterwards() throws Exception {
        agent.startThroughPipe();
        // Each leaves records of its own, so that what a new file needs is far less than what the old one has.
        for (String line : List.of("a", "b", "c", "one")) {
            append(line + "\n");
            awaitLine(line);
        }
        awaitReady(200, "ready");

        // In the middle of a record, while there is room for a new file.
        agent.fillDisk(longest("checkpoint-") + 20);
        append("two\n");
        awaitLines("a", "b", "c", "one", "two");

        // In the middle of the new file, too.
        agent.fillDisk(30);
        append("three\n");
        Files.writeString(log.resolveSibling("new.log"), "of a new file\n");

        awaitReady(503, "free space on the disk of agent.data, or make it writable");
        awaitProblem("data_folder", 1);
        assertThat(server.texts()).containsExactly("a", "b", "c", "one", "two");
        awaitOutput("checkpoint in .*data cannot be written .*File too large.*: nothing is sent until it can");

        agent.freeDisk();
        awaitLines("a", "b", "c", "one", "two", "three", "of a new file");
        awaitReady(200, "ready");
        awaitProblem("data_folder", 0);
        awaitOutput("solved.*data_folder");

        append("four\n");
        awaitLines("a", "b", "c", "one", "two", "three", "of a new file", "four");
        goesOnAfterAKill("a", "b", "c", "one", "two", "three", "of a new file", "four");
        assertThat(output()).doesNotContain("damaged");
    }

    @Test
    void keepsALineThatCannotBeSetAsideUntilItCan() throws Exception {
        String letters = "{\"at\":\"2026-11-29T10:00:00Z\",\"base64\":\"YQ==\"}\n".repeat(3_000);
        append("one\n");
        agent.startThroughPipe();
        awaitLines("one");
        Files.writeString(data.resolve("dead-letters.ndjson"), letters);

        // In the middle of a letter; all else is far shorter.
        agent.fillDisk(letters.length() + 50);
        append("x".repeat(2_000) + "\ntwo\n");

        awaitReady(503, "dead letters in .*dead-letters.ndjson cannot be written");
        awaitProblem("dead_letters", 1);

        agent.freeDisk();
        awaitLines("one", "two");
        awaitReady(200, "ready");
        awaitProblem("dead_letters", 0);
        assertThat(Files.readAllLines(data.resolve("dead-letters.ndjson")))
                .hasSize(3_001)
                .allMatch(LETTER.asMatchPredicate())
                .last()
                .asString()
                .contains("LINE_TOO_LONG");
        goesOnAfterAKill("one", "two");
    }

    /** As after {@code kill -9} in the middle of a write. */
    @Test
    void beginsALetterOnALineOfItsOwn() throws Exception {
        append("one\n");
        agent.startThroughPipe();
        awaitLines("one");
        Files.writeString(data.resolve("dead-letters.ndjson"), "{\"at\":\"2026-11-29T10:00");
        append("x".repeat(2_000) + "\ntwo\n");
        awaitLines("one", "two");
        assertThat(Files.readAllLines(data.resolve("dead-letters.ndjson")))
                .hasSize(2)
                .last()
                .asString()
                .matches(LETTER);
    }

    @Test
    void saysThatItsFolderCannotBeWrittenAndGoesOnWhenItCan() throws Exception {
        append("one\n");
        agent.startThroughPipe();
        awaitLines("one");

        permit("r-x------");
        append("x".repeat(2_000) + "\ntwo\n");
        awaitReady(503, "dead letters in .*dead-letters.ndjson cannot be written .*make it writable");

        permit("rwx------");
        awaitLines("one", "two");
        awaitReady(200, "ready");
        goesOnAfterAKill("one", "two");
    }

    @Test
    void doesNotStartInAFolderThatCannotBeWrittenAndSaysWhy() throws Exception {
        Files.createDirectory(data);
        permit("r-x------");
        append("one\n");
        agent.startThroughPipe();
        awaitEnd();
        assertThat(agent.process().exitValue()).isEqualTo(1);
        awaitOutput("agent cannot start.*data.* cannot be written .*AccessDenied.*make it writable");
        assertThat(output()).doesNotContain("\tat dev.sluice");
        assertThat(server.requests()).isZero();

        permit("rwx------");
        agent.startThroughPipe();
        awaitLines("one");
    }

    @Test
    void doesNotStartOnADiskThatIsFullAndSaysWhy() throws Exception {
        append("one\n");
        agent.withLongestFile(0).startThroughPipe();
        awaitEnd();
        assertThat(agent.process().exitValue()).isEqualTo(1);
        awaitOutput("agent cannot start.*data.* cannot be written .*File too large.*free space");
        assertThat(output()).doesNotContain("\tat dev.sluice");
        assertThat(server.requests()).isZero();
    }

    /** What stands in the checkpoint is what the server has: nothing is sent again, nothing left out. */
    private void goesOnAfterAKill(String... lines) throws Exception {
        agent.kill();
        append("after the kill\n");
        agent.startThroughPipe();
        awaitLines(
                Stream.concat(Arrays.stream(lines), Stream.of("after the kill")).toArray(String[]::new));
        assertThat(server.gaps()).isZero();
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void permit(String rights) throws IOException {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(rights));
    }

    private long longest(String prefix) throws IOException {
        long longest = 0;
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(prefix)) {
                    longest = Math.max(longest, Files.size(file));
                }
            }
        }
        return longest;
    }

    private void awaitLine(String line) {
        patiently().untilAsserted(() -> assertThat(server.texts()).contains(line));
    }

    private void awaitLines(String... lines) {
        patiently().untilAsserted(() -> assertThat(server.texts()).as(output()).containsExactlyInAnyOrder(lines));
    }

    private void awaitReady(int status, String reason) {
        patiently().untilAsserted(() -> {
            HttpResponse<String> answer = get("/ready");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).containsPattern(reason);
        });
    }

    private void awaitProblem(String kind, int count) {
        patiently()
                .untilAsserted(() -> assertThat(get("/metrics").body())
                        .containsPattern("sluice_tail_problems\\{kind=\"" + kind + "\"} " + count + "(\\.0)?\n"));
    }

    private void awaitOutput(String pattern) {
        patiently().untilAsserted(() -> assertThat(output()).containsPattern(pattern));
    }

    private void awaitEnd() throws InterruptedException {
        assertThat(agent.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("agent.out"));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
