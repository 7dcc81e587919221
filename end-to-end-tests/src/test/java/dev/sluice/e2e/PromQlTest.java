// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.e2e.PromQl.Selector;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {

    @Test
    void findsMetricsAndTheLabelsTheyMustHave() {
        assertThat(PromQl.selectors("up{job=~\"sluice.*\"} == 0")).containsExactly(new Selector("up", Set.of("job")));
        assertThat(PromQl.selectors("sum by (a, b) (rate(x_total{c!=\"1\"}[5m])) > 0 or -max(y) / 2e3 < 0.5"))
                .containsExactly(new Selector("x_total", Set.of("a", "b", "c")), new Selector("y", Set.of()));
        assertThat(PromQl.selectors(
                        "histogram_quantile(0.99, sum(rate(x_bucket[$__rate_interval])) by (le, protocol))"))
                .containsExactly(new Selector("x_bucket", Set.of("le", "protocol")));
        assertThat(PromQl.selectors("time() - max by (a) (x)")).containsExactly(new Selector("x", Set.of("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sum(x",
                "sum(x))",
                "x{a=1}",
                "x{a=\"1\"",
                "x{a=~\"(\"}",
                "rate(x)",
                "time(x)",
                "rate(x[5 minutes])",
                "rete(x[5m])",
                "sum by a (x)",
                "x > > 1",
                "x and",
                "x y",
                "x # y"
            })
    void refusesWhatIsNotPromQl(String expression) {
        assertThatIllegalArgumentException().isThrownBy(() -> PromQl.selectors(expression));
    }
}
