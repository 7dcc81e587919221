// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameHashTest {

    @Test
    void dependsOnTheNameAloneAndNotOnWhereItStands() {
        byte[] name = "service.environment.name".getBytes(US_ASCII);
        for (int length = 0; length <= name.length; length++) {
            byte[] alone = Arrays.copyOf(name, length);
            byte[] amid = ("ab" + new String(name, 0, length, US_ASCII) + "and more behind it").getBytes(US_ASCII);

            assertThat(NameHash.of(amid, 2, 2 + length)).isEqualTo(NameHash.of(alone, 0, length));
        }
    }

    @Test
    void tellsNamesApart() {
        Set<Integer> hashes = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            byte[] name = ("field." + i).getBytes(US_ASCII);
            hashes.add(NameHash.of(name, 0, name.length));
        }

        // Of so many among 2^32, one or two meet by chance.
        assertThat(hashes).hasSizeGreaterThan(99_980);
    }
}
