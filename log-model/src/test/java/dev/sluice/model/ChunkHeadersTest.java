// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChunkHeadersTest {

    private static final ChunkHeaders FULL = new ChunkHeaders(
                    "apache_combined",
                    "batch-1",
                    17,
                    "host/12/34",
                    OptionalLong.of(4096),
                    1_700_000_000_000L,
                    "web",
                    "prod",
                    "apache.access",
                    "web-1",
                    "/var/log/access.log",
                    Map.of("team", "shop", "ümlaut", "ä"),
                    "logs.raw-dlt-3-99")
            .coveringFrom(OptionalLong.of(4_000));

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

        assertThat(headers).containsOnlyKeys(Headers.FORMAT, Headers.BATCH, Headers.LINE, Headers.RECEIVED);
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
    void whatIsLeftOutOnPurposeLiesBeforeTheFirstLineOnly() {
        assertThat(FULL.at(17, OptionalLong.of(4_096)).coversFrom()).hasValue(4_000);
        assertThat(FULL.at(18, OptionalLong.of(5_000)).coversFrom()).isEmpty();
        assertThatThrownBy(() -> FULL.coveringFrom(OptionalLong.of(4_097)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.covers-from must be between 0 and sluice.offset, was 4097");
    }

    @Test
    void anOffsetNeedsAStream() {
        assertThatThrownBy(() -> FULL.at(0, OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice.stream and sluice.offset");
    }
}
