// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.loki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ingest.rejection.RequestRejectedException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSetTest {

    @Test
    void readsNamesAndQuotedValues() {
        assertThat(LabelSet.parse("{app=\"shop\", path=\"C:\\\\a, \\\"b\\\"}\" , u=\"\\u00e4\\n\"}"))
                .isEqualTo(Map.of("app", "shop", "path", "C:\\a, \"b\"}", "u", "\u00e4\n"));
        assertThat(LabelSet.parse("{}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "app",
                "{",
                "{a}",
                "{a=b}",
                "{a=\"b\"",
                "{a=\"b",
                "{a=\"\\",
                "{a=\"\\u12\"}",
                "{a=\"b\" c=\"d\"}"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> LabelSet.parse(text)).isInstanceOf(RequestRejectedException.class);
    }
}
