// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recall and precision over public sets of labelled texts, which are not part of the project: {@code -Dsluice.corpora=FOLDER}. */
class AttackCorpusTest {

    private static final Path CORPORA = Path.of(System.getProperty("sluice.corpora", "no-corpora"));

    private final AttackScorer scorer = new AttackScorer();

    @BeforeEach
    void corpora() {
        assumeTrue(
                Files.isDirectory(CORPORA),
                "left out: there are no corpora in " + CORPORA.toAbsolutePath().normalize());
    }

    @Test
    void injectionsThatWereCollected() throws IOException {
        List<String> lines = Files.readAllLines(CORPORA.resolve("libinjection-sqli.txt"));
        assertThat(share(lines, text -> scorer.score(text).has(AttackClass.SQL_INJECTION)))
                .isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void textsThatLookLikeThem() throws IOException {
        List<String> lines = Files.readAllLines(CORPORA.resolve("libinjection-fp.txt"));
        assertThat(share(lines, text -> scorer.score(text).has(AttackClass.SQL_INJECTION)))
                .isLessThanOrEqualTo(0.02);
    }

    @Test
    void attacksOfTheCoreRuleSet() throws IOException {
        assertThat(attacks("sqli", AttackClass.SQL_INJECTION)).isGreaterThanOrEqualTo(0.95);
        assertThat(attacks("xss", AttackClass.CROSS_SITE_SCRIPTING)).isGreaterThanOrEqualTo(0.95);
        assertThat(attacks("lfi", AttackClass.PATH_TRAVERSAL)).isGreaterThanOrEqualTo(0.95);
        assertThat(attacks("rce", AttackClass.COMMAND_INJECTION)).isGreaterThanOrEqualTo(0.9);
        // The others are addresses of other sites as they are in ordinary queries.
        assertThat(attacks("rfi", AttackClass.PATH_TRAVERSAL)).isGreaterThanOrEqualTo(0.4);
    }

    private double attacks(String name, AttackClass attack) throws IOException {
        List<String> queries = Files.readAllLines(CORPORA.resolve("crs.tsv")).stream()
                .filter(line -> line.startsWith(name + "\tattack\t"))
                .map(line -> line.split("\t", 4)[3])
                .toList();
        return share(queries, query -> scorer.score(null, query).has(attack));
    }

    private static double share(List<String> texts, Predicate<String> found) {
        double share = (double) texts.stream().filter(found).count() / texts.size();
        System.out.printf("found in %.2f %% of %d%n", 100 * share, texts.size());
        return share;
    }
}
