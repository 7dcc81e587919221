// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run, as its file has it; {@code bench-result.schema.json} beside this class describes the file.
 *
 * @param seed of the corpus
 * @param busy whether others took more than {@link #BUSY} of the machine in any round: the figures are then not for quoting
 */
public record BenchResult(
        int version, Instant started, long seed, boolean busy, MachineFacts machine, List<ScenarioResult> scenarios) {

    /** Of this form of the file. */
    public static final int VERSION = 1;

    /** Share of all cores that others may have before the machine counts as busy. */
    public static final double BUSY = 0.05;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            // Figures that follow from others are written and not read.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public static BenchResult of(Instant started, long seed, MachineFacts machine, List<ScenarioResult> scenarios) {
        boolean busy = scenarios.stream()
                .flatMap(scenario -> scenario.contestants().stream())
                .flatMap(contestant -> contestant.rounds().stream())
                .anyMatch(round -> round.shareOfOthers() > BUSY);
        return new BenchResult(VERSION, started, seed, busy, machine, List.copyOf(scenarios));
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /** @throws IllegalArgumentException if it is not such a file */
    public static BenchResult read(Path file) throws IOException {
        try {
            BenchResult result = JSON.readValue(Files.readString(file), BenchResult.class);
            if (result.version() != VERSION) {
                throw new IllegalArgumentException(
                        file + " has version " + result.version() + "; only " + VERSION + " can be compared");
            }
            return result;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is not a result of sluice bench: " + e.getOriginalMessage(), e);
        }
    }
}
