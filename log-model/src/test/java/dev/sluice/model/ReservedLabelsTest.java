// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReservedLabelsTest {

    static Stream<String> reserved() {
        return Stream.concat(ReservedLabels.NAMES.stream(), Stream.of("sluice", "sluice.sender", "sluice_anything"));
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void noneIsFreeAsTextOrAsBytes(String name) {
        byte[] bytes = ('"' + name + '"').getBytes(UTF_8);

        assertThat(ReservedLabels.contains(name)).isTrue();
        assertThat(ReservedLabels.contains(bytes, 1, bytes.length - 1)).isTrue();
    }

    @Test
    void othersAreFree() {
        for (String name : Set.of("app", "kind", "delivery", "team", "")) {
            byte[] bytes = name.getBytes(UTF_8);
            assertThat(ReservedLabels.contains(name)).isFalse();
            assertThat(ReservedLabels.contains(bytes, 0, bytes.length)).isFalse();
        }
    }
}
