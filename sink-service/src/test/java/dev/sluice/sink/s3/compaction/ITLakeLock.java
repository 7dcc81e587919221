// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sink.testing.Pipe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process at a time rewrites the lake. */
class ITLakeLock {

    @TempDir
    private Path folder;

    @Test
    void whoComesSecondWaitsAndTheFirstIsNotDisturbed() throws Exception {
        try (Pipe pipe = new Pipe(folder.resolve("kafka"), 1)) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", pipe.bootstrapServers());
            List<String> said = new CopyOnWriteArrayList<>();
            try (LakeLock first = LakeLock.acquire(kafka, Duration.ZERO, said::add)) {
                assertThatThrownBy(() -> LakeLock.acquire(kafka, Duration.ofSeconds(2), said::add))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("at work elsewhere");
                first.require();
                assertThat(said).contains("waits for another compaction or erasure of the lake");
            }

            try (LakeLock second = LakeLock.acquire(kafka, Duration.ofSeconds(30), said::add)) {
                second.require();
            }
        }
    }
}
