// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NewerSchemeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DedupEntryTest {

    @ParameterizedTest
    @CsvSource(delimiter = '!', textBlock = """
            b:w:k ! 2 100 7 D 0-10   ! 2 200 7 D 10-20,30-40 ! 2 200 7 D 0-20,30-40
            b:w:k ! 2 100 7 - 0-10   ! 2 200 7 - 5-15        ! 2 200 7 - 0-15
            s:w:k ! 2 100 7 -;4096;  ! 2 200 7 -;1024;       ! 2 200 7 -;4096;
            s:w:k ! 2 100 7 -;4096;|f;9;  ! 2 200 7 -;1024;|f;10; ! 2 200 7 -;4096;|f;10;
            r:w:l ! 2 100 -          ! 2 200 -               ! 2 200 -
            e:w:k ! 2 100 7 AAAAAAAAAAAAAAAAAAAAAA ! 2 200 7 AAAAAAAAAAAAAAAAAAAAAA ! 2 200 7 AAAAAAAAAAAAAAAAAAAAAA
            """)
    void whatIsKnownInTwoPlacesIsPutTogether(String key, String one, String other, String both) {
        DedupEntry first = DedupEntry.parse(DedupKey.parse(key), one.getBytes(UTF_8));
        DedupEntry second = DedupEntry.parse(DedupKey.parse(key), other.getBytes(UTF_8));

        assertThat(new String(first.mergedWith(second).toBytes(), UTF_8)).isEqualTo(both);
        assertThat(new String(second.mergedWith(first).toBytes(), UTF_8)).isEqualTo(both);
    }

    @Test
    void whatANewerReleaseWroteStopsIt() {
        assertThatThrownBy(() -> DedupEntry.parse(DedupKey.parse("r:w:l"), "3 100 -".getBytes(UTF_8)))
                .isInstanceOf(NewerSchemeException.class)
                .hasMessageContaining("scheme 3");
        assertThatThrownBy(() -> DedupKey.parse("x:w:l")).hasMessageContaining("'x:w:l'");
    }
}
