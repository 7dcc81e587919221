// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.CompiledRules;
import dev.sluice.detector.rule.DetectionRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigmaReaderTest {

    private static final Path PUBLIC = Path.of(System.getProperty("sluice.corpora", "no-corpora"), "sigma-webserver");

    private static String rule(String detection) {
        return """
                title: A test
                id: 5f6c9a1e-0000-4000-8000-000000000001
                author: Somebody
                tags: [attack.t1190, attack.initial-access]
                logsource:
                  category: webserver
                detection:
                """ + detection.indent(2) + "level: high\n";
    }

    @Test
    void whatIsShownIsTheRules() {
        DetectionRule rule =
                SigmaReader.read(rule("sel:\n  cs-method: GET\ncondition: sel")).rule();

        assertThat(rule.title()).isEqualTo("A test");
        assertThat(rule.level()).isEqualTo(DetectionRule.Level.HIGH);
        assertThat(rule.origin().author()).isEqualTo("Somebody");
        assertThat(rule.origin().licence()).isEqualTo("DRL-1.1");
        assertThat(rule.origin().techniques()).containsExactly("T1190");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cs-uri-query: /a ; /a ; true",
                "cs-uri-query: /a ; /ab ; false",
                "cs-uri-query: /A ; /a ; true",
                "cs-uri-query: '/a*c' ; /abbc ; true",
                "cs-uri-query: '/a?c' ; /abc ; true",
                "cs-uri-query: '/a?c' ; /abbc ; false",
                "cs-uri-query: '/a\\*c' ; /a*c ; true",
                "cs-uri-query: '/a\\*c' ; /abc ; false",
                "cs-uri-query|contains: b ; /abc ; true",
                "cs-uri-query|contains: [x, b] ; /abc ; true",
                "cs-uri-query|contains|all: [a, x] ; /abc ; false",
                "cs-uri-query|contains|all: [a, c] ; /abc ; true",
                "cs-uri-query|startswith: /a ; /abc ; true",
                "cs-uri-query|endswith: bc ; /abc ; true",
                "cs-uri-query|endswith: ab ; /abc ; false",
                "cs-uri-query|re: 'a.c$' ; /abc ; true",
                "cs-uri-query|re: 'A.C$' ; /abc ; false",
                "cs-uri-query|re|i: 'A.C$' ; /abc ; true",
                "c-ip|cidr: 192.0.2.0/24 ; /abc ; true",
                "c-ip|cidr: 192.0.3.0/24 ; /abc ; false",
                "sc-status: [401, 404] ; /abc ; true",
                "sc-status|gte: 404 ; /abc ; true",
                "sc-status|gt: 404 ; /abc ; false",
                "cs-referer: null ; /abc ; true",
                "cs-referer|exists: true ; /abc ; false",
                "url.path: /abc ; /abc ; true",
            })
    void modifiers(String field, String url, boolean matches) {
        DetectionRule rule =
                SigmaReader.read(rule("sel:\n  " + field + "\ncondition: sel")).rule();
        assertThat(new CompiledRules(List.of(rule)).matching(event(url))).hasSize(matches ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a and b ; false",
                "a or b ; true",
                "a and not b ; true",
                "not (a and b) ; true",
                "not a or b ; false",
                "1 of them ; true",
                "all of them ; false",
                "1 of a* ; true",
                "all of a* and not 1 of b* ; true",
                "not not a ; true",
            })
    void conditions(String condition, boolean matches) {
        DetectionRule rule = SigmaReader.read(rule(
                        "a:\n  cs-uri-query|contains: bc\nb:\n  cs-uri-query|contains: xx\ncondition: " + condition))
                .rule();
        assertThat(new CompiledRules(List.of(rule)).matching(event("/abc"))).hasSize(matches ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sel: {cs-uri-query|base64: x} ; base64",
                "sel: {no-such-field: x} ; no-such-field",
                "sel: {cs-uri-query|re: '(?=x)'} ; linear time",
                "other: {cs-method: GET} ; no selection 'sel'",
            })
    void refusalsSayWhyAndWhere(String selection, String message) {
        assertThatThrownBy(() -> SigmaReader.read(rule(selection + "\ncondition: sel")))
                .isInstanceOf(SigmaException.class)
                .hasMessageContaining(message)
                .hasMessageMatching("line \\d+, column \\d+: .*");
    }

    @Test
    void otherCategoriesAndBrokenYamlAreRefused() {
        assertThatThrownBy(() -> SigmaReader.read("title: x\nlogsource: {category: process_creation}\ndetection: {}"))
                .hasMessageContaining("webserver");
        assertThatThrownBy(() -> SigmaReader.read("title: [x")).hasMessageContaining("line 1");
    }

    @Test
    void publicRulesAreTaken() {
        assumeTrue(
                Files.isDirectory(PUBLIC),
                "left out: there are no public rules in "
                        + PUBLIC.toAbsolutePath().normalize());
        List<RuleFolder.Entry> report = RuleFolder.report(PUBLIC);
        long taken = report.stream().filter(RuleFolder.Entry::isTaken).count();

        System.out.printf("%d of %d public rules taken%n", taken, report.size());
        assertThat(taken).isGreaterThanOrEqualTo(report.size() * 9 / 10);
    }

    private static DetectableEvent event(String url) {
        return DetectableEvent.of(new EnumMap<>(Map.of(
                EventField.URL_ORIGINAL, url,
                EventField.URL_PATH, url,
                EventField.METHOD, "GET",
                EventField.STATUS, "404",
                EventField.SOURCE_IP, "192.0.2.9")));
    }
}
