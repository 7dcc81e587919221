// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.ChunkHeaders.StreamOffset;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkHeadersTest {

    private static final ChunkHeaders FULL = new ChunkHeaders(
            new Routing("apache_combined", "prod", "apache.access", ZoneId.of("Asia/Tokyo"), DatasetScope.first(20)),
            new Position("batch-1", 17, new StreamOffset("host/12/34", 4_096, 4_000), "digest"),
            new Provenance("web", "web-1", "/var/log/access.log", Map.of("team", "shop", "ümlaut", "ä"), "letter-99"),
            new Receipt(
                    1_700_000_000_000L,
                    12,
                    ChunkEncoding.ZSTD,
                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

    @Test
    void readsWhatItWrote() {
        Map<String, byte[]> headers = new HashMap<>();
        FULL.writeTo(headers::put);

        assertThat(ChunkHeaders.read(headers)).isEqualTo(FULL);
        assertThat(new String(headers.get("sluice.label.team"), UTF_8)).isEqualTo("shop");
    }

    @Test
    void leavesOutWhatIsAbsent() {
        Map<String, byte[]> headers = new HashMap<>();
        ChunkHeaders.of("auto", "b", 5).writeTo(headers::put);

        assertThat(headers)
                .containsOnlyKeys(
                        Headers.SCHEME,
                        Headers.FORMAT,
                        Headers.BATCH,
                        Headers.LINE,
                        Headers.LINES,
                        Headers.RECEIVED,
                        Headers.SENDER);
        assertThat(ChunkHeaders.read(headers)).isEqualTo(ChunkHeaders.of("auto", "b", 5));
    }

    @Test
    void namesTheHeaderThatIsMissingOrWrong() {
        Map<String, byte[]> headers = new HashMap<>();
        FULL.writeTo(headers::put);

        headers.put(Headers.LINE, "many".getBytes(UTF_8));
        assertThatThrownBy(() -> ChunkHeaders.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("header sluice.line must be a whole number, was 'many'");

        headers.remove(Headers.LINE);
        assertThatThrownBy(() -> ChunkHeaders.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("header sluice.line is missing");
    }

    @Test
    void whatANewerReleaseHasWrittenIsNotGuessedAt() {
        Map<String, byte[]> headers = new HashMap<>();
        FULL.writeTo(headers::put);
        headers.put(Headers.SCHEME, "3".getBytes(UTF_8));

        assertThatThrownBy(() -> ChunkHeaders.read(headers))
                .isInstanceOf(NewerSchemeException.class)
                .hasMessageContaining("sluice.scheme says scheme 3, this release knows schemes up to 2");
    }

    @Test
    void whatIsLeftOutOnPurposeAndTheDigestLieBeforeTheFirstLineOnly() {
        assertThat(FULL.at(17, OptionalLong.of(4_096)).position()).isEqualTo(FULL.position());
        assertThat(FULL.at(18, OptionalLong.of(5_000)).position())
                .isEqualTo(new Position("batch-1", 18, new StreamOffset("host/12/34", 5_000, 5_000), null));
        assertThatThrownBy(() -> FULL.position().coveringFrom(4_097))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.covers-from must be between 0 and sluice.offset, was 4097");
    }

    @ParameterizedTest
    @ValueSource(strings = {"max=20", "shop.access", "app,max,shop.access"})
    void saysWhichDatasetsLinesMayName(String scope) {
        ChunkHeaders scoped = FULL.with(FULL.routing().naming(DatasetScope.parse(scope)));
        Map<String, byte[]> headers = new HashMap<>();
        scoped.writeTo(headers::put);

        assertThat(headers.get(Headers.DATASETS)).isEqualTo(scope.getBytes(UTF_8));
        assertThat(ChunkHeaders.read(headers)).isEqualTo(scoped);
        assertThat(scoped.withFormat("json").routing().named())
                .isEqualTo(scoped.routing().named());
    }

    @ParameterizedTest
    @ValueSource(strings = {"max=", "max=0", "max=many"})
    void aScopeThatNobodyWroteIsNotGuessedAt(String scope) {
        Map<String, byte[]> headers = new HashMap<>();
        FULL.writeTo(headers::put);
        headers.put(Headers.DATASETS, scope.getBytes(UTF_8));

        assertThatThrownBy(() -> ChunkHeaders.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("header sluice.datasets must be a list of datasets or max=NUMBER, was '" + scope);
    }

    @Test
    void anOffsetNeedsAStream() {
        Map<String, byte[]> headers = new HashMap<>();
        FULL.writeTo(headers::put);
        headers.remove(Headers.STREAM);

        assertThatThrownBy(() -> ChunkHeaders.read(headers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.stream and sluice.offset");
    }
}
