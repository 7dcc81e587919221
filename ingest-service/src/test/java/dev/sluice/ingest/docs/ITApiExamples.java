// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Programs;
import dev.sluice.ingest.testing.RunningIngest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the examples of {@code docs/api.md} and compares what they print with what it says. Needs bash and curl, as the reader does. */
class ITApiExamples {

    private static final Pattern EXAMPLE =
            Pattern.compile("```sh\\n(?<command>.*?)```\\s+```json\\n(?<answer>.*?)\\n```", Pattern.DOTALL);

    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        List.of("bash", "curl", "gzip").forEach(program -> Programs.require(program, program));
        ingest = RunningIngest.start(SharedStack.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        if (ingest != null) {
            ingest.close();
        }
    }

    @TestFactory
    List<DynamicTest> everyExample() throws IOException {
        String page = Files.readString(Path.of("../docs/api.md"));
        List<DynamicTest> tests = EXAMPLE.matcher(page)
                .results()
                .map(example -> DynamicTest.dynamicTest(
                        example.group("command").lines().findFirst().orElseThrow(),
                        () -> assertThat(run(example.group("command")).strip()).isEqualTo(example.group("answer"))))
                .toList();
        assertThat(tests).hasSizeGreaterThan(5);
        return tests;
    }

    private static String run(String command) throws IOException {
        Process process = new ProcessBuilder(
                        "bash", "-c", command.replace("127.0.0.1:8080", "127.0.0.1:" + ingest.port()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}
