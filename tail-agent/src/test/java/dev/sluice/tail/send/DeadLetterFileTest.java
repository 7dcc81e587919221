// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterFileTest {

    private static final byte[] LINE = "bad line".getBytes(UTF_8);

    @TempDir
    Path folder;

    private final AgentLog log =
            new AgentLog(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8), Clock.systemUTC());
    private final Problems problems = new Problems(log, Clock.systemUTC());

    @Test
    void aLetterAfterAHalfOneStandsOnALineOfItsOwn() throws IOException {
        Files.writeString(file(), "{\"at\":\"2026-11-29T10:00");
        add();
        add();
        assertThat(Files.readAllLines(file())).hasSize(3).first().isEqualTo("{\"at\":\"2026-11-29T10:00");
        assertThat(Files.readAllLines(file()).subList(1, 3))
                .allMatch(line -> line.endsWith("\"base64\":\"YmFkIGxpbmU=\"}"));
    }

    @Test
    void thatNothingCanBeWrittenIsAProblemUntilItCan() throws IOException {
        Files.createDirectory(file());
        assertThatThrownBy(this::add).isInstanceOf(DeadLetterException.class);
        assertThat(problems.blocking().orElseThrow())
                .contains(file() + " cannot be written", "free space on the disk of agent.data, or make it writable");

        Files.delete(file());
        add();
        assertThat(problems.blocking()).isEmpty();
    }

    private Path file() {
        return folder.resolve("dead-letters.ndjson");
    }

    private void add() throws DeadLetterException {
        new DeadLetterFile(folder, 1_000_000, Clock.systemUTC(), new Metrics(), problems, log)
                .add("REFUSED", "status 400", "stream", Path.of("app.log"), 7, LINE, 0, LINE.length);
    }
}
