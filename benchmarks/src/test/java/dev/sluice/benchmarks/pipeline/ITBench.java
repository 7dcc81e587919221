// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.pipeline.result.BenchResult;
import dev.sluice.benchmarks.pipeline.result.ContestantResult;
import dev.sluice.benchmarks.pipeline.result.ResultSchema;
import dev.sluice.benchmarks.pipeline.result.RoundResult;
import dev.sluice.benchmarks.pipeline.result.ScenarioResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command works as a whole, and Sluice loses and doubles nothing in it. */
class ITBench {

    @TempDir
    private Path folder;

    @Test
    void measuresAndAuditsFilesToParsedEvents() throws Exception {
        Path out = folder.resolve("result.json");

        int status =
                Bench.commandLine().execute("--smoke", "--rounds=1", "--contestant=sluice,rsyslog", "--out=" + out);

        assertThat(status).isZero();
        assertThat(ResultSchema.errors(Files.readString(out))).isEmpty();
        assertThat(folder.resolve("result.md")).content().contains("| sluice |", "| sluice, killed 1 times |");
        ScenarioResult scenario = BenchResult.read(out).scenarios().getFirst();
        ContestantResult sluice = scenario.contestants().getFirst();
        assertThat(sluice.name()).isEqualTo("sluice");
        assertThat(Stream.concat(sluice.rounds().stream(), sluice.killed().stream()))
                .hasSize(2)
                .allSatisfy(round -> {
                    assertThat(round.delivery().lost()).isZero();
                    assertThat(round.delivery().doubled()).isZero();
                    assertThat(round.delivery().wrong()).isZero();
                });
        RoundResult round = sluice.rounds().getFirst();
        assertThat(round.cost().cpuSeconds().keySet()).containsExactlyInAnyOrder("agent", "ingest", "parser");
        assertThat(round.cost().contestantCpuSeconds()).isPositive();
        assertThat(round.volume().kafkaBytes()).isPositive();
        assertThat(round.cost().peakMemoryBytes()).isGreaterThan(100 << 20);
        ContestantResult rsyslog = scenario.contestants().getLast();
        assertThat(rsyslog.name()).isEqualTo("rsyslog");
        if (rsyslog.notMeasured() != null) {
            assertThat(rsyslog.notMeasured()).contains("apt-get install rsyslog rsyslog-kafka");
            assertThat(System.getenv("CI"))
                    .as("rsyslog-kafka is installed where CI runs")
                    .isNull();
        }
    }
}
