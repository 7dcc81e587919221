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
            quoteCharacter = '~',
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
                "cs-uri-query|re|m: '^b$' ; 'a\\nb\\nc' ; true",
                "cs-uri-query|re: '^b$' ; 'a\\nb\\nc' ; false",
                "cs-uri-query|re|s: 'a.b' ; 'a\\nb' ; true",
                "cs-uri-query|re: 'a.b' ; 'a\\nb' ; false",
                "cs-uri-query|re: '(x|y)+/q[0-9]{2}\\.php' ; /xy/q12.php ; true",
                "cs-uri-query|re: '(x|y)+/q[0-9]{2}\\.php' ; /xy/q1.php ; false",
                "cs-uri-query|re: 'union|select' ; /?q=select ; true",
                "cs-uri-query|cased: /aBc ; /aBc ; true",
                "cs-uri-query|cased: /aBc ; /abc ; false",
                "cs-uri-query|contains|cased: 'B' ; /aBc ; true",
                "cs-uri-query|contains|cased: 'B' ; /abc ; false",
                "cs-uri-query|endswith|cased: 'B*.php' ; /aBc.php ; true",
                "cs-uri-query|endswith|cased: 'B*.php' ; /abc.php ; false",
                "cs-uri-query|base64: whoami ; d2hvYW1p ; true",
                "cs-uri-query|base64|contains: whoami ; /?c=d2hvYW1p&x ; true",
                "cs-uri-query|base64|contains: whoami ; /?c=whoami ; false",
                "cs-uri-query|base64offset|contains: /bin/bash ; /?c=L2Jpbi9iYXNoIC1p ; true",
                "cs-uri-query|base64offset|contains: /bin/bash ; /?c=YSAvYmluL2Jhc2gg ; true",
                "cs-uri-query|base64offset|contains: /bin/bash ; /?c=YWIgL2Jpbi9iYXNoIA== ; true",
                "cs-uri-query|base64offset|contains: /bin/bash ; /?c=L2Jpbi9jYXNo ; false",
                "cs-uri-query|wide|base64|contains: iex ; /?c=aQBlAHgA ; true",
                "cs-uri-query|utf16le|base64|contains: iex ; /?c=aQBlAHgA ; true",
                "cs-uri-query|utf16be|base64|contains: iex ; /?c=AGkAZQB4 ; true",
                "cs-uri-query|utf16|base64|contains: iex ; /?c=//5pAGUAeAA= ; true",
                "cs-uri-query|wide|base64offset|contains: iex ; /?c=IGkAZQB4AA ; true",
                "cs-uri-query|windash|contains: 'ping -n' ; '/?c=ping /n 3' ; true",
                "cs-uri-query|windash|contains: 'ping -n' ; '/?c=ping -n 3' ; true",
                "cs-uri-query|windash|contains: 'ping -n' ; '/?c=ping –n 3' ; true",
                "cs-uri-query|windash|contains: 'ping -n' ; '/?c=ping n 3' ; false",
                "cs-uri-query|windash|contains: 'well-known' ; '/well/known' ; false",
                "cs-uri-query|fieldref: cs-uri-stem ; /abc ; true",
                "cs-uri-query|fieldref: cs-method ; /abc ; false",
                "cs-uri-query|contains|fieldref: cs-method ; /forget ; true",
                "cs-uri-query|startswith|fieldref: cs-method ; /forget ; false",
                "cs-uri-query|endswith|fieldref: cs-method ; /forget ; true",
                "cs-uri-query|neq: /abc ; /abc ; false",
                "cs-uri-query|neq: /abc ; /abd ; true",
                "cs-uri-query|contains|neq: [x, b] ; /abc ; false",
                "c-ip|cidr: [10.0.0.0/8, 192.0.2.0/24] ; /abc ; true",
                "c-ip|cidr: '2001:db8::/32' ; /abc ; false",
                "sc-status|lt: 500 ; /abc ; true",
                "sc-status|lte: 403 ; /abc ; false",
                "sc-status|contains: 40 ; /abc ; true",
                "sc-bytes|gt: 1000 ; /abc ; true",
                "sc-bytes|gt: 5000 ; /abc ; false",
                "cs-referer|exists: false ; /abc ; true",
                "cs-referer: '-' ; /abc ; true",
                "cs-user-agent: '-' ; /abc ; false",
                "cs-user-agent: '' ; /abc ; false",
                "'|all': [abc, agent] ; /abc ; true",
                "'|all': [abc, other] ; /abc ; false",
                "'|re': 'a.c' ; /abc ; true",
                "cs-uri-query|contains: '%name%' ; '/%name%' ; true",
            })
    void modifiers(String field, String url, boolean matches) {
        DetectionRule rule =
                SigmaReader.read(rule("sel:\n  " + field + "\ncondition: sel")).rule();
        String text = url.startsWith("'") ? url.substring(1, url.length() - 1).replace("\\n", "\n") : url;
        assertThat(new CompiledRules(List.of(rule)).matching(event(text))).hasSize(matches ? 1 : 0);
    }

    @Test
    void aRuleIsTriedOnItsExamples() {
        String yaml = rule("sel:\n  cs-method: POST\n  cs-uri-query|contains: '/x?a='\ncondition: sel");
        String found =
                "examples:\n  found:\n    - POST /x?a=1\n    - {cs-method: POST, cs-uri-query: '/x?a=2', sc-status: 200}\n";

        assertThat(SigmaReader.read(yaml + found + "  passed:\n    - /x?a=1\n    - POST /y\n")
                        .examples())
                .isEqualTo(4);
        assertThat(SigmaReader.read(yaml).examples()).isZero();
        assertThatThrownBy(() -> SigmaReader.read(yaml + found + "    - /x?a=1\n"))
                .hasMessageContaining("does not find its own example")
                .hasMessageMatching("line 17, column 7: .*");
        assertThatThrownBy(() -> SigmaReader.read(yaml + found + "  passed:\n    - POST /x?a=\n"))
                .hasMessageContaining("should pass over");
        assertThatThrownBy(() -> SigmaReader.read(yaml + "examples:\n  found:\n    - {no-such: x}\n"))
                .hasMessageContaining("no-such");
        assertThatThrownBy(() -> SigmaReader.read(yaml + "examples:\n  other: [x]\n"))
                .hasMessageContaining("found and passed");
    }

    @Test
    void placeholdersAreExpanded() {
        String yaml = rule("sel:\n  cs-uri-query|expand|contains: '/%admin%/%page%'\ncondition: sel");
        Map<String, List<String>> placeholders =
                SigmaPlaceholders.read("admin: [wp-admin, administrator]\npage: login.php\n");
        SigmaReader.Taken taken =
                (SigmaReader.Taken) SigmaReader.readAll(yaml, placeholders).getFirst();
        CompiledRules rules = new CompiledRules(List.of(taken.rule()));

        assertThat(rules.matching(event("/x/wp-admin/login.php"))).hasSize(1);
        assertThat(rules.matching(event("/administrator/login.php?a"))).hasSize(1);
        assertThat(rules.matching(event("/administrator/index.php"))).isEmpty();
        assertThatThrownBy(() -> SigmaReader.read(yaml)).hasMessageContaining("%admin%");
    }

    @Test
    void keywordsAreAnyOfThem() {
        String yaml = rule(
                "keywords:\n  - '${jndi:'\n  - 'a*c'\nfilter:\n  sc-status: 500\ncondition: keywords and not filter");
        CompiledRules rules = new CompiledRules(List.of(SigmaReader.read(yaml).rule()));

        assertThat(rules.matching(event("/?x=${JNDI:ldap://x}"))).hasSize(1);
        assertThat(rules.matching(event("/?x=abbc"))).hasSize(1);
        assertThat(rules.matching(event("/?x=ab"))).isEmpty();
    }

    @Test
    void mapsInAListAreAnyOfThem() {
        String yaml = rule(
                "sel:\n  - cs-uri-stem: /a\n    cs-method: POST\n  - cs-uri-stem|endswith: c\n    sc-status:\n      - 404\n      - 200\ncondition: sel");
        CompiledRules rules = new CompiledRules(List.of(SigmaReader.read(yaml).rule()));

        assertThat(rules.matching(event("/abc"))).hasSize(1);
        assertThat(rules.matching(event("/a"))).isEmpty();
    }

    /** What a web server's log does not have is never there; a rule that can be true otherwise is taken, and says so. */
    @Test
    void fieldsThatNoEventHas() {
        SigmaReader.Taken taken = SigmaReader.read(
                rule("a:\n  cs-cookie|contains: x\nb:\n  cs-uri-query|contains: bc\ncondition: 1 of them"));
        assertThat(new CompiledRules(List.of(taken.rule())).matching(event("/abc")))
                .hasSize(1);
        assertThat(taken.changes()).anyMatch(change -> change.contains("cs-cookie"));

        SigmaReader.Taken without =
                SigmaReader.read(rule("a:\n  cs-uri-query|contains: bc\nb:\n  cs-cookie: null\ncondition: a and b"));
        assertThat(new CompiledRules(List.of(without.rule())).matching(event("/abc")))
                .hasSize(1);

        assertThatThrownBy(() -> SigmaReader.read(rule("sel:\n  cs-cookie|contains: x\ncondition: sel")))
                .hasMessageContaining("never be true")
                .hasMessageContaining("cs-cookie");
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
                "any of a* ; true",
                "all of a ; true",
                "1 of b* or a ; true",
                "not 1 of them ; false",
                "a AND NOT b ; true",
                "(a or b) and not (b) ; true",
                "a and (b or not b) ; true",
                "not all of them ; true",
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
                "sel: {cs-uri-query|rot13: x} ; rot13",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "cs-uri-query|startswith: 'cmd=' ; /x.jsp?cmd=id ; true",
                "cs-uri-query|startswith: 'cmd=' ; /x.jsp?a=1&cmd=id ; false",
                "cs-uri-query|startswith: '/x.jsp?cmd=' ; /x.jsp?cmd=id ; true",
                "cs-uri-query: 'cmd=id' ; /x.jsp?cmd=id ; true",
                "cs-uri-query|re: '^cmd=' ; /x.jsp?cmd=id ; true",
                "cs-uri-query: null ; /x.jsp?cmd=id ; false",
                "cs-uri-query: null ; /x.jsp ; true",
                "cs-uri-query: '-' ; /x.jsp ; true",
                "cs-uri-query|exists: false ; /x.jsp ; true",
                "cs-uri-query|exists: true ; /x.jsp?cmd=id ; true",
            })
    void aQueryIsWhatStandsBehindThePathOrBoth(String selection, String target, boolean found) {
        int mark = target.indexOf('?');
        Map<EventField, String> values = new EnumMap<>(EventField.class);
        values.put(EventField.URL_ORIGINAL, target);
        values.put(EventField.URL_PATH, mark < 0 ? target : target.substring(0, mark));
        if (mark >= 0) {
            values.put(EventField.URL_QUERY, target.substring(mark + 1));
        }
        DetectionRule rule = SigmaReader.read(rule("sel:\n  " + selection + "\ncondition: sel"))
                .rule();
        assertThat(new CompiledRules(List.of(rule)).matching(DetectableEvent.of(values)))
                .hasSize(found ? 1 : 0);
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
                EventField.BODY_BYTES, "4711",
                EventField.USER_AGENT, "An agent",
                EventField.SOURCE_IP, "192.0.2.9")));
    }
}
