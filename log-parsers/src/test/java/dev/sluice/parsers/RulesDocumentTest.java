// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.model.sensitive.Detector;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleExample;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code docs/rules.md} is true: its files of rules pass their own tests, and show every condition and action. */
class RulesDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "rules.md");
    private static final HashKey KEY = HashKey.parse("test:AAAAAAAAAAAAAAAAAAAAAA");

    @TestFactory
    Stream<DynamicTest> examples() throws IOException {
        return blocks().flatMap(block -> {
            RuleExampleRun run = run(block);
            return RuleExample.of("rules.md", block).stream()
                    .map(example -> DynamicTest.dynamicTest(
                            example.line(),
                            () -> assertThat(run.differences(example)).isEmpty()));
        });
    }

    /** So each rule is one that an example shows. */
    @TestFactory
    Stream<DynamicTest> withoutAnyRuleAnExampleFails() throws IOException {
        return blocks().flatMap(block -> {
            int tests = block.indexOf("tests:\n");
            String[] rules = block.substring(0, tests).split("(?m)^(?=  - )");
            return IntStream.range(1, rules.length)
                    .mapToObj(i -> DynamicTest.dynamicTest(rules[i].strip(), () -> {
                        String others = String.join(
                                        "",
                                        Stream.of(rules)
                                                .filter(rule -> !rule.equals(rules[i]))
                                                .toList())
                                // A file has one rule at least.
                                + "  - {name: none-of-them, if: {labels.x: none}, then: drop}\n"
                                + block.substring(tests);
                        RuleExampleRun run = run(others);
                        assertThat(RuleExample.of("rules.md", others))
                                .anySatisfy(example ->
                                        assertThat(run.differences(example)).isNotEmpty());
                    }));
        });
    }

    /** Each line of the tables of conditions and actions has an example that is written as it is. */
    @Test
    void everyLineOfTheTablesHasAnExample() throws IOException {
        String all = String.join("\n", blocks().toList());
        String document = Files.readString(DOCUMENT);
        List<String> forms = new ArrayList<>();
        for (MatchResult row : Pattern.compile("(?m)^\\| (`(?:[a-z-]+: |keep|drop).*?) \\|")
                .matcher(document)
                .results()
                .toList()) {
            Pattern.compile("`([^`]+)`").matcher(row.group(1)).results().forEach(form -> forms.add(form.group(1)));
        }

        assertThat(forms)
                .hasSizeGreaterThan(35)
                .contains("route: both", "parse: {field: f, as: user-agent}", "to: 599");
        assertThat(forms).allSatisfy(form -> assertThat(all).containsPattern(written(form)));
    }

    /** Names, and which of several words stands for what is to be done, are as they are; the rest is anything. */
    private static String written(String form) {
        if (form.startsWith("field: ")) {
            return form.contains("[") ? "if: \\{[a-z._]+: \\[" : "if: \\{[a-z._]+: [a-z]";
        }
        if (!form.contains(": ")) {
            return "then: " + form + "\\b";
        }
        Matcher map = Pattern.compile("([a-z-]+): \\{(.*)}").matcher(form);
        if (!map.matches()) {
            String name = form.substring(0, form.indexOf(':'));
            String value = form.substring(name.length() + 2);
            boolean isWord = name.equals("route") || name.equals("exists");
            return "\\b" + name + ": "
                    + (value.startsWith("[") ? "\\[" : value.startsWith("{") ? "\\{" : isWord ? value : "[^\\[{ ]");
        }
        if (map.group(2).equals("..") || map.group(2).matches("[a-z]: [a-z]+")) {
            return "\\b" + map.group(1) + ": \\{";
        }
        StringBuilder pattern = new StringBuilder("\\b" + map.group(1) + ": \\{");
        String between = "";
        for (String member : map.group(2).split(", (?![^\\[{]*[\\]}])")) {
            String name = member.substring(0, member.indexOf(':'));
            String value = member.substring(name.length() + 2);
            boolean isWord = name.equals("keep") || name.equals("as") && !value.equals("FORMAT");
            pattern.append(between)
                    .append(name)
                    .append(": ")
                    .append(isWord ? Pattern.quote(value) : "(?:\"[^\"]*\"|\\[[^\\]]*]|\\{[^}]*}|[^,{}\"]+)");
            between = ", ";
        }
        return pattern.append("}").toString();
    }

    @Test
    void showsEveryConditionAndAction() throws IOException {
        String all = String.join("\n", blocks().toList());

        assertThat(named("{name: n, if: {message: {none: 1}}, then: drop}"))
                .hasSizeGreaterThan(9)
                .allSatisfy(test -> assertThat(all).contains(test + ": "));
        assertThat(List.of("any", "all", "not"))
                .allSatisfy(test -> assertThat(all).containsPattern("\\b" + test + ": [\\[{]"));
        assertThat(named("{name: n, then: [{none: 1}]}"))
                .hasSizeGreaterThan(13)
                .contains("keep", "drop")
                .allSatisfy(action -> assertThat(all).containsPattern("then: " + action + "\\b|\\b" + action + ": "));
        assertThat(all).contains("then: keep", "then: drop");
        String document = Files.readString(DOCUMENT);
        assertThat(Detector.wireNames()).allSatisfy(name -> assertThat(document).contains("| `" + name + "` |"));
    }

    private static RuleExampleRun run(String block) {
        RuleSet rules = RuleSet.of(Map.of("rules.md", block), KEY, ParseOutput.OTHER_RULES);
        return new RuleExampleRun(Parsed.settings().toBuilder()
                .rules(rules)
                .enrichments(new Enrichments(null, RulesDocumentTest::lookUp))
                .build());
    }

    /** Stands for the look-up of the parser service, with which {@code UserAgentRuleTest} runs the example. */
    private static void lookUp(JsonBuffer json, byte[] text, int from, int to) {
        json.string(Key.of("name"), "Firefox");
    }

    /** What the message about a name that there is none of says that there is. */
    private static List<String> named(String rule) {
        Throwable refusal =
                catchThrowable(() -> RuleSet.of(Map.of("r", "rules:\n- " + rule + "\n"), KEY, ParseOutput.OTHER_RULES));
        Matcher names = Pattern.compile("there are ([a-z-]+(?:, [a-z-]+)*)").matcher(refusal.getMessage());
        assertThat(names.find()).as(refusal.getMessage()).isTrue();
        return List.of(names.group(1).split(", "));
    }

    private static Stream<String> blocks() throws IOException {
        return Arrays.stream(Files.readString(DOCUMENT).split("(?m)^```yaml\n"))
                .skip(1)
                .map(block -> block.substring(0, block.indexOf("\n```") + 1));
    }
}
