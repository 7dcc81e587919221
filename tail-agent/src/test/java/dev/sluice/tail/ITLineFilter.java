// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import dev.sluice.tail.testing.IngestStub.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are left out on purpose, and what becomes of those around them. */
class ITLineFilter {

    private static final String INPUT = "- {name: app, paths: [LOGS/app.log], format: text, lines: {%s}%s}";

    @TempDir
    Path folder;

    private AgentRig rig(String lines, String more) throws IOException {
        return new AgentRig(folder, INPUT.formatted(lines, more));
    }

    @Test
    void theOthersAreSentOnceThroughFaultsRestartsAndRotation() throws IOException {
        Random random = new Random(7);
        List<String> wanted = new ArrayList<>();
        try (AgentRig rig = rig("exclude: [noise]", "")) {
            rig.server.faults(number -> number % 3 == 0 ? Fault.CUT_AFTER : Fault.NONE);
            for (int round = 0; round < 6; round++) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 50; i++) {
                    boolean isNoise = random.nextBoolean();
                    String line = (isNoise ? "noise " : "line ") + round + '-' + i;
                    text.append(line).append('\n');
                    if (!isNoise) {
                        wanted.add(line);
                    }
                }
                rig.append("app.log", text.toString());
                rig.start();
                rig.awaitLines(wanted);
                rig.stop();
                if (round % 2 == 1) {
                    rig.rename("app.log", "app.log." + (9 - round));
                }
            }
            assertThat(rig.server.streams().values())
                    .extracting((Received stream) -> stream.wrongDigests)
                    .containsOnly(0);
        }
    }

    @Test
    void whatIsLeftOutIsSettledAndCounted() throws IOException {
        try (AgentRig rig = rig("include: [wanted], exclude: [not], keep-one-in: 1", "")) {
            rig.append("app.log", "one\nnot wanted\ntwo\n");
            rig.start();
            rig.awaitMetric("left_out_lines_total\\{input=\"app\",reason=\"include\"\\}", 2);
            rig.awaitMetric("left_out_lines_total\\{input=\"app\",reason=\"exclude\"\\}", 1);
            await().until(() -> rig.agent().idle());
            rig.stop();
            rig.start();
            rig.append("app.log", "wanted\n");
            rig.awaitLines("wanted");

            assertThat(rig.metric("left_out_lines_total\\{input=\"app\",reason=\"include\"\\}"))
                    .as("the place behind them was kept")
                    .isNaN();
            assertThat(rig.metric("lost_bytes_total")).isZero();
            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void theRestOfALineWhoseStartWasLeftOutIsPassedOver() throws IOException {
        try (AgentRig rig = rig("exclude: [^noise]", ", line-idle: 100ms")) {
            rig.append("app.log", "noise that is not");
            rig.start();
            rig.awaitMetric("left_out_lines_total\\{input=\"app\",reason=\"exclude\"\\}", 1);
            rig.append("app.log", " over yet\nline\n");
            rig.awaitLines("line");

            assertThat(rig.deadLetters()).isEmpty();
        }
    }

    @Test
    void aBatchUnderWayIsSentByTheSettingsOfItsTime() throws IOException {
        try (AgentRig rig = rig("exclude: [noise]", "")) {
            rig.server.faults(number -> Fault.CUT_AFTER);
            rig.append("app.log", "one\nnoise\ntwo\n");
            rig.start();
            await().until(() -> rig.server.count() == 2);
            rig.stop();
        }
        try (AgentRig rig = rig("exclude: [one, three]", "")) {
            rig.append("app.log", "three\nnoise\nfour\n");
            rig.start();
            rig.awaitLines("one", "two", "noise", "four");
        }
    }
}
