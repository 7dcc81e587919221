// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.parsers.rules.Rule;
import dev.sluice.parsers.rules.StatusRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {

    @Test
    void readsEverySetting() {
        Rule rule =
                read("name=n; action=sample; keep-one-in=100; by=source.ip; dataset=apache.*, generic; file-path=/a/*;"
                        + " url-path=/b; status=404, 5xx, 200-299; level=Debug, trace*");

        assertThat(rule.name()).isEqualTo("n");
        assertThat(rule.keepOneIn()).isEqualTo(100);
        assertThat(rule.sampleBy()).isEqualTo("source.ip");
        assertThat(rule.datasets()).extracting(Object::toString).containsExactly("apache.*", "generic");
        assertThat(rule.filePaths()).extracting(Object::toString).containsExactly("/a/*");
        assertThat(rule.urlPaths()).extracting(Object::toString).containsExactly("/b");
        assertThat(rule.statuses())
                .containsExactly(new StatusRange(404, 404), new StatusRange(500, 599), new StatusRange(200, 299));
        assertThat(rule.levels()).extracting(Object::toString).containsExactly("debug", "trace*");
    }

    /** YAML lists, camel case, and names as the environment has them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=n; action=drop; url-path[0]=/a; url-path[1]=/b",
                "name=n; action=drop; urlPath=/a,/b",
                "name=n; action=drop; urlpath.0=/a; urlpath.1=/b"
            })
    void takesSettingsAsTheyAreSpeltElsewhere(String settings) {
        assertThat(read(settings).urlPaths()).extracting(Object::toString).containsExactlyInAnyOrder("/a", "/b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "action=drop | rule number 1 of sluice.parser.rules needs one name",
                "name=a b; action=drop | the rule 'a b' has a name that can't be one",
                "name=cloudwatch-control-message; action=drop | has a name that is in use",
                "name=n | the rule 'n' needs one action, and has none",
                "name=n; action=dorp | the rule 'n' has the action 'dorp'; there are keep, drop and sample",
                "name=n; action=drop; ulr-path=/x | the rule 'n' has the setting 'ulr-path', which is not known; there"
                        + " are name,",
                "name=n; action=drop; status=2000 | the rule 'n' has the status '2000'; write 404, 5xx or 200-299",
                "name=n; action=drop; status=6xx | has the status '6xx'",
                "name=n; action=drop; status=299-200 | has the status '299-200'",
                "name=n; action=drop; status=ok | has the status 'ok'",
                "name=n; action=drop; level=, | the rule 'n' has the condition level without a value",
                "name=n; action=sample | the rule 'n' needs one keep-one-in",
                "name=n; action=sample; keep-one-in=1 | the rule 'n' must keep one in 2 or more, was keep-one-in: 1",
                "name=n; action=sample; keep-one-in=ten | must keep one in 2 or more, was keep-one-in: ten",
                "name=n; action=sample; keep-one-in=2; by=a field | samples by 'a field', which is no field",
                "name=n; action=drop; keep-one-in=5 | has keep-one-in or by, which belong to the action sample",
            })
    void aRuleThatCannotBeUnderstoodIsNamedWithTheReason(String settings, String message) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void twoRulesOfOneNameCannotBeToldApart() {
        assertThatThrownBy(() ->
                        RuleReader.readAll(List.of(settings("name=n; action=drop"), settings("name=n; action=keep"))))
                .hasMessageStartingWith("the rule 'n' has a name that is in use");
    }

    private static Rule read(String settings) {
        return RuleReader.readAll(List.of(settings(settings))).getFirst();
    }

    private static Map<String, String> settings(String text) {
        return Arrays.stream(text.split(";"))
                .map(setting -> setting.strip().split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));
    }
}
