// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.detector.rule.DetectionRule;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Each public rule that we have finds what it is for and passes over what is alike: the rules are not part of the project, the requests are. */
class PublicRulesTest {

    private static final Path FOLDER = Path.of(System.getProperty("sluice.corpora", "no-corpora"), "sigma-webserver");

    private final Map<String, DetectionRule> rules = new HashMap<>();

    @BeforeEach
    void read() throws IOException {
        assumeTrue(Files.isDirectory(FOLDER), "no public rules: -Dsluice.corpora=FOLDER names where they are");
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                DetectionRule rule = SigmaReader.read(Files.readString(file)).rule();
                rules.put(rule.id(), rule);
            }
        }
    }

    @Test
    void eachFindsWhatItIsForAndPassesOverWhatIsAlike() throws IOException {
        Map<String, Node> examples = examples();
        List<String> wrong = new ArrayList<>();
        Set<String> without = new TreeSet<>(rules.keySet());
        without.removeAll(examples.keySet());
        examples.forEach((id, ofRule) -> {
            if (rules.containsKey(id)) {
                try {
                    assertThat(SigmaReader.fields(SigmaReader.map(ofRule, id))).containsOnlyKeys("found", "passed");
                    SigmaExamples.check(rules.get(id), ofRule);
                } catch (SigmaException e) {
                    wrong.add(rules.get(id).title() + ": " + e.getMessage());
                }
            }
        });
        assertThat(wrong).isEmpty();
        assertThat(without).as("rules without examples").isEmpty();
    }

    private static Map<String, Node> examples() throws IOException {
        try (Reader text =
                new InputStreamReader(PublicRulesTest.class.getResourceAsStream("public-rule-examples.yml"), UTF_8)) {
            MappingNode all = SigmaReader.map(new Yaml(new LoaderOptions()).compose(text), "examples");
            return SigmaReader.fields(all);
        }
    }
}
