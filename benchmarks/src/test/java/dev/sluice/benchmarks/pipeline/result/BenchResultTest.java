// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.pipeline.corpus.DeliveryCount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchResultTest {

    private static final MachineFacts MACHINE = new MachineFacts(2, "a processor", "a kernel", "25", "0.1 0.2 0.3");

    @TempDir
    private Path folder;

    @Test
    void theFileFitsItsSchemaAndCanBeReadAgain() throws Exception {
        BenchResult result = result(round(1, 5, 0, 0.01), round(2, 4, 0, 0.01), round(3, 6, 0, 0.02));
        Path file = folder.resolve("result.json");
        result.write(file);

        assertThat(ResultSchema.errors(Files.readString(file))).isEmpty();
        assertThat(BenchResult.read(file)).isEqualTo(result);
    }

    @Test
    void aFileWithoutAFigureDoesNotFitTheSchema() throws Exception {
        Path file = folder.resolve("result.json");
        result(round(1, 5, 0, 0.01)).write(file);

        assertThat(ResultSchema.errors(Files.readString(file).replace("\"lost\"", "\"gone\"")))
                .isNotEmpty();
    }

    @Test
    void theTableHasMediansAndSpreads() {
        String table = ResultTable.of(result(round(1, 5, 0, 0.01), round(2, 4, 0, 0.01), round(3, 6, 1, 0.02)));

        assertThat(table)
                .contains("| sluice | 200 (167 – 250) |")
                .contains("agent 5.00")
                .contains("| rsyslog, killed 3 times | 200 |")
                .contains("vector: not found (package vector)")
                .doesNotContain("BUSY");
    }

    @Test
    void lostLinesOfAllRoundsAreAddedUp() {
        assertThat(ResultTable.of(result(round(1, 5, 2, 0), round(2, 5, 1, 0)))).contains("| 3 | 0 | 0 | 0 % |");
    }

    @Test
    void aBusyMachineIsSaidToBeOne() {
        BenchResult busy = result(round(1, 5, 0, 0.01), round(2, 5, 0, 0.3));

        assertThat(busy.busy()).isTrue();
        assertThat(ResultTable.of(busy)).contains("THE MACHINE WAS BUSY");
    }

    @Test
    void aComparisonShowsRatiosToTheYardstickOfEachRun() {
        BenchResult before = result(round(1, 5, 0, 0));
        BenchResult now = result(round(1, 4, 0, 0));

        assertThat(ResultComparison.of(before, now))
                .contains(
                        "| file-to-parsed, 1,000 lines, 8 partitions | sluice | 200 | 250 | 1.25 | 1.00 × rsyslog | 1.25 × rsyslog | 0 | 0 |");
    }

    @Test
    void anotherFileIsNotTakenForAResult() throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "[]");

        assertThatThrownBy(() -> BenchResult.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other.json is not a result of sluice bench");
    }

    @Test
    void percentilesAreThoseOfTheNearestRank() {
        double[] millis = java.util.stream.IntStream.rangeClosed(1, 1000)
                .mapToDouble(i -> 1001 - i)
                .toArray();

        assertThat(AgePercentiles.of(millis)).isEqualTo(new AgePercentiles(500, 990, 999));
        assertThat(AgePercentiles.of(new double[] {7})).isEqualTo(new AgePercentiles(7, 7, 7));
    }

    private static BenchResult result(RoundResult... rounds) {
        return BenchResult.of(
                Instant.parse("2026-11-28T12:00:00Z"),
                1,
                MACHINE,
                List.of(new ScenarioResult(
                        "file-to-parsed",
                        "files",
                        8,
                        1000,
                        List.of(
                                new ContestantResult("sluice", "1", List.of(rounds), List.of(), null),
                                new ContestantResult(
                                        "rsyslog", "8", List.of(round(1, 5, 0, 0)), List.of(killed()), null),
                                ContestantResult.notMeasured("vector", "not found (package vector)")))));
    }

    private static RoundResult round(int number, double cpuSeconds, long lost, double others) {
        return new RoundResult(
                number,
                1000,
                0,
                others,
                new Cost(2, Map.of("agent", cpuSeconds), Map.of("kafka", 1.0), 1 << 20),
                new Volume(null, 4000, 300),
                new AgePercentiles(1, 2, 3),
                new DeliveryCount(lost, 0, 0, null));
    }

    private static RoundResult killed() {
        return new RoundResult(
                1,
                1000,
                3,
                0,
                new Cost(2, Map.of("rsyslogd", 5.0), Map.of("kafka", 1.0), 1 << 20),
                new Volume(5000L, 4000, 300),
                null,
                new DeliveryCount(1, 2, 3, "a line"));
    }
}
