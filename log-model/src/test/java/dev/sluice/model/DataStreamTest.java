// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataStreamTest {

    @Test
    void isNamedByItsParts() {
        DataStream stream = new DataStream("apache.access", "default");

        assertThat(stream.name()).isEqualTo("logs-apache.access-default");
        assertThat(DataStream.parse("logs-apache.access-default")).isEqualTo(stream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upper", "with-dash", "with/slash", "..", "_leading", ".leading", "spa ce", "ü", "a*"})
    void refusesPartsThatElasticsearchOrAFolderCannotTake(String part) {
        assertThat(DataStream.isValidPart(part)).isFalse();
        assertThatThrownBy(() -> new DataStream(part, "default"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dataset")
                .hasMessageContaining("'" + part + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics-a-b", "logs-only", "logs--default", ""})
    void refusesNamesOfAnotherForm(String name) {
        assertThatThrownBy(() -> DataStream.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
