// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.s3.ObjectCoverage.Span;
import dev.sluice.sink.s3.format.LakeFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectCoverageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs.parsed-0-00000000000000001234.parquet",
                "logs.parsed-12-00000000000000000000.ndjson.gz",
                "merged-001-logs.parsed_0.1234-5678_1.90-90.parquet",
                "merged-012-my_logs_0.1-2.ndjson.zst"
            })
    void isReadAsItIsWritten(String name) {
        assertThat(ObjectCoverage.parse(name).orElseThrow()).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs.parsed-0-1234.parquet",
                "_SUCCESS",
                "merged-001-logs.parsed.parquet",
                "a-0-00000000000000001234.csv"
            })
    void whatIsForeignIsNoName(String name) {
        assertThat(ObjectCoverage.parse(name)).isEmpty();
    }

    @Test
    void aSpanReachesOverNothingThatIsNotMerged() {
        ObjectCoverage merged =
                ObjectCoverage.merged(names("0-1", "0-5", "0-9", "1-3", "0-20"), names("0-7", "1-2", "2-0"));

        assertThat(merged.spans()).containsExactly(new Span(0, 1, 5), new Span(0, 9, 20), new Span(1, 3, 3));
        assertThat(merged.generation()).isEqualTo(1);
    }

    @Test
    void coversWhatWasMergedAndNothingElse() {
        ObjectCoverage merged = ObjectCoverage.merged(names("0-1", "0-5", "1-3"), List.of());
        ObjectCoverage bigger = ObjectCoverage.merged(
                Stream.concat(Stream.of(merged), names("0-8").stream()).toList(), names("0-7"));

        assertThat(names("0-1", "0-5", "1-3")).allMatch(merged::covers).allMatch(bigger::covers);
        assertThat(names("0-8", "0-7", "1-2", "2-3")).noneMatch(merged::covers);
        assertThat(bigger.covers(merged)).isTrue();
        assertThat(merged.covers(bigger)).isFalse();
        assertThat(merged.covers(merged)).isFalse();
        assertThat(bigger).hasToString("merged-002-logs.parsed_0.1-5_0.8-8_1.3-3.parquet");
    }

    @Test
    void sortsAfterAllThatItHolds() {
        ObjectCoverage merged = ObjectCoverage.merged(names("0-1", "9-5"), List.of());
        ObjectCoverage bigger =
                ObjectCoverage.merged(List.of(merged, names("0-0").getFirst()), List.of());

        assertThat(merged.toString()).isGreaterThan("logs.parsed-9-00000000000000000005.parquet");
        assertThat(bigger.toString()).isGreaterThan(merged.toString());
    }

    private static List<ObjectCoverage> names(String... partitionsAndOffsets) {
        return Stream.of(partitionsAndOffsets)
                .map(text -> text.split("-"))
                .map(parts -> {
                    long first = Long.parseLong(parts[1]);
                    Span span = new Span(Integer.parseInt(parts[0]), first, first);
                    return new ObjectCoverage(0, "logs.parsed", List.of(span), LakeFormat.PARQUET);
                })
                .toList();
    }
}
