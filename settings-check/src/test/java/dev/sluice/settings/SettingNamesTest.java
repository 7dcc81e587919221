// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

class SettingNamesTest {

    private final SettingNames names = new SettingNames(List.of(
            "sluice.parser.max-line",
            "sluice.parser.originals[]",
            "sluice.parser.formats.*",
            "sluice.parser.log-groups[].format",
            "sluice.parser.rules[].*",
            "sluice.sink.s3.file.max-age"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.parser.max-line",
                "sluice.parser.maxLine",
                "sluice.parser.MAX-LINE",
                "sluice.parser.originals",
                "sluice.parser.originals[12]",
                "sluice.parser.formats",
                "sluice.parser.formats.mine",
                "sluice.parser.formats[my.own]",
                "sluice.parser.log-groups[0].format",
                "sluice.parser.rules[0].url-path[1]",
                "sluice.sink.s3.file.max-age"
            })
    void containsEverySpellingThatSpringTakes(String name) {
        assertThat(names.contains(ConfigurationPropertyName.adapt(name, '.'))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.parser",
                "sluice.parser.max-lines",
                "sluice.parser.max-line.x",
                "sluice.parser.max-line[0]",
                "sluice.parser.originals[0].x",
                "sluice.parser.formatsx.mine",
                "sluice.parser.log-groups",
                "sluice.parser.log-groups[0].patern",
                "sluice.parser.log-groups.format",
                "sluice.sink.s3.file"
            })
    void doesNotContainWhatSpringWouldPassOver(String name) {
        assertThat(names.contains(ConfigurationPropertyName.adapt(name, '.'))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "SLUICE_PARSER_MAXLINE, true",
        "SLUICE_PARSER_MAX_LINE, true",
        "SLUICE_PARSER_ORIGINALS, true",
        "SLUICE_PARSER_ORIGINALS_0, true",
        "SLUICE_PARSER_FORMATS_MINE, true",
        "SLUICE_PARSER_LOGGROUPS_0_FORMAT, true",
        "SLUICE_PARSER_LOG_GROUPS_0_FORMAT, true",
        "SLUICE_PARSER_RULES_0_URLPATH_1, true",
        "SLUICE_SINK_S3_FILE_MAXAGE, true",
        "SLUICE_PARSER_MAXLINES, false",
        "SLUICE_PARSER_MAX_LINE_, false",
        "SLUICE_PARSER_ORIGINALS_X, false",
        "SLUICE_PARSER_FORMATS, false",
        "SLUICE_PARSER_LOGGROUPS_FORMAT, false",
        "SLUICE_SINK_S3_MAXAGE, false"
    })
    void knowsTheEnvironmentVariables(String variable, boolean known) {
        assertThat(names.containsVariable(variable)).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.parser, true",
        "sluice.sink.s3, true",
        "sluice.parser.log-groups, true",
        "sluice.parser.max-line, false",
        "sluice.pars, false"
    })
    void knowsSections(String name, boolean section) {
        assertThat(names.isSection(ConfigurationPropertyName.of(name))).isEqualTo(section);
    }

    @Test
    void nearestIsWrittenAsPeopleWriteIt() {
        assertThat(names.nearest("sluice.parser.maxlne")).contains("sluice.parser.max-line");
        assertThat(names.nearest("sluice.parser.format.mine")).contains("sluice.parser.formats");
        assertThat(names.nearestVariable("SLUICE_SINK_S3_FILE_MAX_AG")).contains("SLUICE_SINK_S3_FILE_MAXAGE");
        assertThat(names.nearest("nothing.of.the.kind.at.all")).isEmpty();
    }

    @Test
    void theNamesOfThisVersionAreThere() {
        assertThat(SettingNames.ofThisVersion().sections())
                .containsExactlyInAnyOrder(
                        "console", "detector", "http", "ingest", "parser", "sink", "topics", "tracing");
    }
}
