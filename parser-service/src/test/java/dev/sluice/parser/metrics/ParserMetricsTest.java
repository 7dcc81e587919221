// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ParserMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ParserMetrics metrics = new ParserMetrics(registry, Clock.systemUTC());

    /** Whoever looks for a name finds where it is counted and what it means: no name is put together from pieces. */
    @Test
    void eachNameStandsWholeInOneClassAndInTheReadme() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/sluice/parser/metrics/ParserMetrics.java"));
        String readme = Files.readString(Path.of("README.md"));
        TransactionStats stats = new TransactionStats();
        stats.dropped.put("rule", 1L);
        metrics.committed(stats, 0);
        metrics.backlog(0, 1, OptionalLong.empty());

        // A simple registry shows percentiles as meters of their own.
        List<Meter.Id> ids = registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> !id.getName().endsWith(".percentile"))
                .toList();
        assertThat(ids).hasSizeGreaterThan(20).allSatisfy(id -> {
            assertThat(source).contains('"' + id.getName() + '"');
            assertThat(readme).contains('`' + id.getName() + '`');
            assertThat(id.getTags())
                    .extracting(Tag::getKey)
                    .allSatisfy(tag -> assertThat(source).contains('"' + tag + '"'));
        });
    }

    @Test
    void aPartitionThatWasGivenAwayIsNotShownAnyMore() {
        metrics.backlog(7, 1, OptionalLong.of(0));
        metrics.remembered(7, 100, 1);
        assertThat(registry.find("sluice.parser.dedup.size")
                        .tag("partition", "7")
                        .gauge()
                        .value())
                .isEqualTo(100);

        metrics.forget(7);

        assertThat(registry.getMeters())
                .noneMatch(meter -> "7".equals(meter.getId().getTag("partition")));
    }
}
