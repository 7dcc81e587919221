// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DedupEntryTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            b:k | 100 0-10  | 200 10-20,30-40 | 200 0-20,30-40
            s:w | 100 4096  | 200 1024        | 200 4096
            s:w | 200 1024  | 100 4096        | 200 4096
            r:l | 100       | 200             | 200
            """)
    void whatIsKnownInTwoPlacesIsPutTogether(String key, String one, String other, String both) {
        DedupEntry first = DedupEntry.parse(key, one.getBytes(UTF_8));
        DedupEntry second = DedupEntry.parse(key, other.getBytes(UTF_8));

        assertThat(new String(first.with(second).toBytes(), UTF_8)).isEqualTo(both);
        assertThat(new String(second.with(first).toBytes(), UTF_8)).isEqualTo(both);
    }
}
