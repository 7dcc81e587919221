// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.corpus;

import java.util.Map;

/**
 * Where a contestant's events have the fields of the corpus: paths in their JSON, with dots between names, by the names of ECS. A field
 * that is not here is not compared.
 *
 * @param paths ECS name → path
 * @param time how times are written
 */
public record EventLayout(Map<String, String> paths, TimeFormat time) {

    /** How a time is written. */
    public enum TimeFormat {
        /** {@code 2026-11-22T00:00:00.000Z} */
        ISO,
        /** {@code 22/Nov/2026:00:00:00 +0000}: passed on as it came, since the contestant reads no times. */
        APACHE,
        /** Seconds since 1970. */
        EPOCH_SECONDS
    }

    public EventLayout {
        paths = Map.copyOf(paths);
    }

    /** As ECS has it. */
    public static EventLayout ecs(LineCorpus corpus) {
        return new EventLayout(
                corpus.fields().stream().collect(java.util.stream.Collectors.toMap(name -> name, name -> name)),
                TimeFormat.ISO);
    }
}
