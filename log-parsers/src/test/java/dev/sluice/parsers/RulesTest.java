// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.rules.HashKey;
import dev.sluice.parsers.rules.RuleSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RulesTest {

    private static final String ACCESS = "192.0.2.%d - - [22/Nov/2026:10:00:00 +0000] \"GET %s HTTP/1.1\" %d 5\n";
    private static final HashKey KEY = HashKey.parse("1:AAAAAAAAAAAAAAAAAAAAAA");

    @ParameterizedTest(name = "{0}: {2} of {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "event.dataset: apache.access|/|dropped",
                "data_stream.dataset: apache.*|/|dropped",
                "event.dataset: apache.error|/|kept",
                "data_stream.namespace: default|/|dropped",
                "data_stream.namespace: eu|/|kept",
                "log.file.path: /var/log/web/*|/|dropped",
                "log.file.path: /var/log/db/*|/|kept",
                "url.path: /health|/health?full=1|dropped",
                "url.path: /health|/healthy|kept",
                "url.path: /static/*.css|/static/a/b.css|dropped",
                "url.path: '/a\"b'|/a\\\"b|dropped",
                "url.path: /\u00e9*|/\\xc3\\xa9t\\xc3\\xa9|dropped",
                "url.path: {matches: '^/[a-z]+$'}|/abc|dropped",
                "url.path: {matches: '(?i)ABC'}|/xabcx|dropped",
                "url.path: {equals: '/A', ignore-case: true}|/a|dropped",
                "http.response.status_code: 200|/|dropped",
                "http.response.status_code: {from: 201}|/|kept",
                "http.response.status_code: {to: 200}|/|dropped",
                "source.ip: {cidr: 192.0.2.0/25}|/|dropped",
                "source.ip: {cidr: 192.0.2.128/25}|/|kept",
                "source.ip: {cidr: 192.0.2.1}|/|dropped",
                "source.ip: {cidr: 2001:db8::/32}|/|kept",
                "user.name: {exists: false}|/|dropped",
                "'http.version': '1.1', event.dataset: generic|/|kept",
                "not: {event.dataset: generic}|/|dropped",
                "any: [{event.dataset: generic}, {url.path: /x}]|/x|dropped",
                "all: [{event.dataset: generic}, {url.path: /x}]|/x|kept",
                "event.category: web|/|dropped",
                "event.category: [file, host]|/|kept",
            })
    void isForWhatMeetsItsConditions(String condition, String url, String fate) {
        Outcome outcome = parse(
                "{name: mine, if: {" + condition + "}, then: drop}", "apache_common", ACCESS.formatted(1, url, 200));

        assertThat(outcome.letters).isEmpty();
        assertThat(outcome.dropped).isEqualTo(fate.equals("dropped") ? List.of("mine at 0") : List.of());
        assertThat(outcome.kept).hasSize(fate.equals("dropped") ? 0 : 1);
    }

    @Test
    void allActionsApplyUntilOneKeepsDropsOrRoutes() {
        Outcome outcome = parse(
                """
                {name: errors, if: {http.response.status_code: {from: 500}}, then: [{add: {tags: [error]}}, keep]}
                {name: health, if: {url.path: /health}, then: drop}
                {name: never, if: {url.path: /health}, then: drop}
                {name: tagged, then: [{add: {tags: [other]}}]}
                {name: lake, then: {route: lake}}
                {name: late, then: [{add: {tags: [late]}}]}
                """,
                "apache_common",
                ACCESS.formatted(1, "/health", 500)
                        + ACCESS.formatted(2, "/health", 200)
                        + "no access log\n"
                        + ACCESS.formatted(3, "/", 200));

        assertThat(outcome.fields("tags")).containsExactly("[\"error\"]", "[\"other\"]");
        assertThat(outcome.stores).containsExactly(null, Store.S3);
        assertThat(outcome.dropped).containsExactly("health at 1");
        assertThat(outcome.letters).as("rules are for events").containsExactly("2");
    }

    @Test
    void keepsOneInSomeOfTheLinesAndTheSameOnesWhateverTheyArriveWith() {
        String rule = "{name: sample, then: [{sample: {keep-one-in: 10}}]}";
        String lines = lines(2_000);

        Outcome whole = parse(rule, "apache_common", lines);
        Outcome again = parse(rule, "apache_common", lines);
        int half = lines.indexOf('\n', lines.length() / 2) + 1;
        long linesInHalf = lines.substring(0, half).lines().count();
        Outcome secondHalf =
                parse(rule, headers("apache_common").at(linesInHalf, OptionalLong.empty()), lines.substring(half));

        assertThat(whole.kept).hasSizeBetween(150, 250).isEqualTo(again.kept);
        assertThat(whole.kept.size() + whole.dropped.size()).isEqualTo(2_000);
        assertThat(whole.kept).endsWith(secondHalf.kept.toArray(String[]::new));
    }

    @Test
    void keepsAllOrNoneOfTheEventsThatShareAFieldsValue() {
        Outcome outcome =
                parse("{name: s, then: [{sample: {keep-one-in: 4, by: source.ip}}]}", "apache_common", lines(2_000));

        Set<String> addresses = Set.copyOf(outcome.fields("source.ip"));
        assertThat(addresses).hasSizeBetween(20, 80);
        assertThat(outcome.kept).as("all ten lines of each address").hasSize(10 * addresses.size());
    }

    /** Also fields of the start that all events share, which is skipped where nothing in it is asked for. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"event.kind", "event.outcome", "data_stream.type", "ecs.version", "http.version"})
    void findsFieldsWhereverTheyStand(String field) {
        Outcome outcome =
                parse("{name: s, then: [{sample: {keep-one-in: 2, by: " + field + "}}]}", "apache_common", lines(200));

        // All share the value, and with it their fate; by their ids, half of them would be kept.
        assertThat(outcome.kept.size()).isIn(0, 200);
        assertThat(outcome.kept.size() + outcome.dropped.size()).isEqualTo(200);
    }

    @Test
    void samplesEventsThatLackTheFieldByTheirIds() {
        String lines = "x\n".repeat(1_000);

        assertThat(parse("{name: s, then: [{sample: {keep-one-in: 2, by: source.ip}}]}", "text", lines).kept)
                .isEqualTo(parse("{name: s, then: [{sample: {keep-one-in: 2}}]}", "text", lines).kept)
                .hasSizeBetween(400, 600);
    }

    @Test
    void limitsEventsASecondByReceiptAndByField() {
        RuleSet rules = rules("{name: flood, then: [{limit: {per-second: 2, burst: 3, by: source.ip}}]}");
        ChunkParser parser =
                new ChunkParser(Parsed.settings().toBuilder().rules(rules).build());
        Outcome first =
                parse(parser, received(0), ACCESS.formatted(1, "/", 200).repeat(5) + ACCESS.formatted(2, "/", 200));
        Outcome half =
                parse(parser, received(500), ACCESS.formatted(1, "/", 200).repeat(3));
        Outcome later =
                parse(parser, received(60_000), ACCESS.formatted(1, "/", 200).repeat(5));

        ChunkParser trial = new ChunkParser(
                Parsed.settings().toBuilder().rules(rules.forTrial()).build());
        assertThat(parse(trial, received(60_000), ACCESS.formatted(1, "/", 200).repeat(9)).kept)
                .as("a trial has what nobody has used up")
                .hasSize(3);
        assertThat(first.fields("source.ip"))
                .containsExactly("\"192.0.2.1\"", "\"192.0.2.1\"", "\"192.0.2.1\"", "\"192.0.2.2\"");
        assertThat(first.dropped).containsExactly("flood at 3", "flood at 4");
        assertThat(half.kept).hasSize(1);
        assertThat(later.kept).hasSize(3);
    }

    /** The head of events is written once and used again: what a rule changes in it must not stay there. */
    @Test
    void aChangeInOneEventIsNotInTheNext() {
        Outcome outcome = parse(
                """
                {name: one, if: {url.path: /a}, then: [{remove: event.category}, {set: {event.outcome: unknown}}]}
                {name: other, if: {url.path: /b}, then: {route: {dataset: shop.other, namespace: eu}}}
                """,
                "apache_common",
                ACCESS.formatted(1, "/a", 200) + ACCESS.formatted(1, "/b", 200) + ACCESS.formatted(1, "/c", 200));

        assertThat(outcome.fields("event.category")).containsExactly("", "[\"web\"]", "[\"web\"]");
        assertThat(outcome.fields("event.dataset"))
                .containsExactly("\"apache.access\"", "\"shop.other\"", "\"apache.access\"");
        assertThat(outcome.fields("data_stream.namespace")).containsExactly("\"default\"", "\"eu\"", "\"default\"");
        assertThat(outcome.streams)
                .containsExactly("logs-apache.access-default", "logs-shop.other-eu", "logs-apache.access-default");
    }

    @Test
    void theLineThatAnEventKeepsHasTheMaskToo() {
        ParserSettings settings = Parsed.settings().toBuilder()
                .datasetsWithOriginal(Set.of("apache.access", "generic"))
                .rules(rules("""
                    {name: user, then: [{mask: user.name}, {mask: {detect: all}}, {mask: fields.card}]}
                    """))
                .build();
        ChunkParser parser = new ChunkParser(settings);
        Outcome access = parse(
                parser,
                headers("apache_common"),
                "192.0.2.1 - alice [22/Nov/2026:10:00:00 +0000] \"GET /a?token=s3cr3t HTTP/1.1\" 200 5\n");
        Outcome json = parse(parser, headers("json"), "{\"user.name\":\"m\\u00fcller\",\"message\":\"x\"}\n");

        assertThat(access.fields("event.original"))
                .containsExactly("\"192.0.2.1 - *** [22/Nov/2026:10:00:00 +0000] \\\"GET /a?token=[secret-parameter]"
                        + " HTTP/1.1\\\" 200 5\"");
        assertThat(access.kept.getFirst()).doesNotContain("alice").doesNotContain("s3cr3t");
        assertThat(json.fields("event.original")).as("written in another way").containsExactly("\"***\"");
    }

    @Test
    void partsOfALineHaveIdsOfTheirOwnThatStayTheSame() {
        String rule = "{name: each, if: {fields.items: {exists: true}}, then: [{split: fields.items}, {add: {tags:"
                + " [part]}}]}";
        String line = "{\"items\":[\"a\",{\"b\":1},\"c\"]}\n{\"items\":[]}\n{\"items\":7}\n";

        Outcome outcome = parse(rule, "json", line);

        assertThat(outcome.fields("fields.items")).containsExactly("\"a\"", "{\"b\":1}", "\"c\"", "[]", "7");
        assertThat(outcome.split).containsExactly(3L);
        assertThat(outcome.ids).doesNotHaveDuplicates().isEqualTo(parse(rule, "json", line).ids);
        assertThat(outcome.fields("event.id"))
                .containsExactlyElementsOf(
                        outcome.ids.stream().map(id -> '"' + id + '"').toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{then: drop} | r.yaml:2:3: a rule needs name and then",
                "{name: a b, then: drop} | r.yaml:2:10: 'a b' can't be the name of a rule",
                "{name: comment-line, then: drop} | the name 'comment-line' is used by the service itself",
                "{name: n, then: dorp} | r.yaml:2:19: there is no action 'dorp'; there are keep, drop",
                "{name: n, them: drop} | 'them' is not known here",
                "{name: n, if: {}, then: drop} | there is no condition: leave if: out",
                "{name: n, if: {a b: c}, then: drop} | 'a b' is no field",
                "{name: n, if: {a: {form: 1}}, then: drop} | 'form' is not known here; there are cidr, detects,",
                "{name: n, if: {a: {from: x}}, then: drop} | this must be a number, was 'x'",
                "{name: n, if: {a: {from: 2, to: 1}}, then: drop} | the range ends before it starts",
                "{name: n, if: {a: {cidr: 10.0.0.0/33}}, then: drop} | '10.0.0.0/33' is no network",
                "{name: n, if: {a: {matches: '('}}, then: drop} | '(' is no expression as RE2 has them: missing"
                        + " closing )",
                "{name: n, if: {a: {matches: '(?=x)'}}, then: drop} | is no expression as RE2 has them",
                "{name: n, if: {a: {detects: cart}}, then: drop} | there is no detector 'cart'; there are all,"
                        + " authorization",
                "{name: n, then: [drop, keep]} | nothing comes after keep, drop or route",
                "{name: n, then: [{sample: {keep-one-in: 1}}]} | this must be a number from 2",
                "{name: n, then: [{limit: {per-second: 0}}]} | this must be more than 0",
                "{name: n, then: {route: s3}} | 's3' is no store: write elasticsearch, lake or both",
                "{name: n, then: {route: {dataset: Shop}}} | 'Shop' can't be a dataset",
                "{name: n, then: {mask: source.ip}} | 'source.ip' holds addresses and no other text: write keep:"
                        + " network",
                "{name: n, then: {mask: http.response.status_code}} | 'http.response.status_code' holds no text:"
                        + " remove it",
                "{name: n, then: {mask: event.id}} | 'event.id' is written by the service",
                "{name: n, then: {remove: '@timestamp'}} | '@timestamp' is written by the service",
                "{name: n, then: {remove: sluice.sender}} | 'sluice.sender' is written by the service",
                "{name: n, then: {set: {labels.syslog_source: x}}} | would be taken for the service's own word",
                "{name: n, then: {rename: {fields.a: labels.sluice_x}}} | would be taken for the service's own word",
                "{name: n, then: {rename: {fields.a: labels}}} | would be taken for the service's own word",
                "{name: n, then: {add: {labels: {requested_dataset: x}}}} | would be taken for the service's own word",
                "{name: n, then: {copy: {fields.a: foo.bar}}} | 'foo.bar' is no field of ECS: write fields.foo.bar",
                "{name: n, then: {set: {http.response.status_code: x}}} | can't hold this: it is of the type long",
                "{name: n, then: {parse: {field: message, as: json, to: labels.x}}} | can't hold an object",
                "{name: n, then: {parse: {field: message, as: nothing}}} | there is no format of that name",
                "{name: n, then: {parse: {field: message, as: user-agent}}} | set"
                        + " sluice.parser.enrich.user-agent.enabled",
            })
    void aRuleThatCannotBeUnderstoodIsNamedWithTheReason(String rule, String message) {
        assertThatThrownBy(() -> parse(rule, "text", "x\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aHashNeedsAKeyWhichNoMessageRepeats() {
        assertThatThrownBy(() -> RuleSet.of(
                        Map.of("r.yaml", "rules:\n- {name: n, then: {hash: user.name}}"),
                        null,
                        ParseOutput.OTHER_RULES))
                .hasMessageContaining("give all parsers the same sluice.parser.hash-key");
        assertThatThrownBy(() -> HashKey.parse("1:c2hvcnQ")).hasMessageNotContaining("c2hvcnQ");
        assertThatThrownBy(() -> HashKey.parse("v 1:AAAAAAAAAAAAAAAAAAAAAA")).hasMessageContaining("VERSION:KEY");
        assertThat(KEY).hasToString("HashKey[version=1]");
    }

    @Test
    void hashesUnderARotatedKeyAreToldByItsVersion() {
        String rule = "{name: n, then: [{hash: user.name}]}";
        String line = "{\"user.name\":\"alice\"}\n";
        Map<String, String> file = Map.of("r.yaml", "rules:\n- " + rule + "\n");
        RuleSet rotated = RuleSet.of(file, HashKey.parse("2:BAAAAAAAAAAAAAAAAAAAAA"), ParseOutput.OTHER_RULES);
        RuleSet sameKeyNewVersion =
                RuleSet.of(file, HashKey.parse("2:AAAAAAAAAAAAAAAAAAAAAA"), ParseOutput.OTHER_RULES);

        String before = hash(rules(rule), line);
        assertThat(before).startsWith("hmac-1-").isEqualTo(hash(rules(rule), line));
        assertThat(hash(rotated, line)).startsWith("hmac-2-").isNotEqualTo(before.replace("hmac-1-", "hmac-2-"));
        assertThat(hash(sameKeyNewVersion, line)).isEqualTo(before.replace("hmac-1-", "hmac-2-"));
    }

    private static String hash(RuleSet rules, String line) {
        ChunkParser parser =
                new ChunkParser(Parsed.settings().toBuilder().rules(rules).build());
        String event = parse(parser, headers("json"), line).kept.getFirst();
        return event.substring(event.indexOf("hmac-"), event.indexOf('"', event.indexOf("hmac-")));
    }

    @Test
    void tellsOfRulesThatReadWhatOthersHide() {
        assertThat(rules("""
            {name: hide, then: [{mask: {field: source.ip, keep: network}}, {hash: user.name}]}
            {name: flood, then: [{limit: {per-second: 9, by: source.ip}}]}
            """).warnings())
                .hasSize(3)
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith(
                                "r.yaml:3:3: the rule 'flood' reads source.ip, which the rule 'hide' hides before it"))
                .anySatisfy(warning -> assertThat(warning).contains("hides source.ip, by which detections"))
                .anySatisfy(warning ->
                        assertThat(warning).contains("hides user.name").endsWith(": its hash still does"));
        assertThat(rules("{name: flood, then: [{limit: {per-second: 9, by: url.domain}}, {mask: url.domain}]}")
                        .warnings())
                .isEmpty();
    }

    @Test
    void tellsOfLookUpsAndSamplesThatReadWhatOthersHide() {
        assertThat(rules("""
            {name: hide, then: [{mask: user_agent.original}, {mask: url.query}, {remove: host.name}]}
            {name: look, then: [{parse: {field: user_agent.original, as: user-agent}}, {parse: {field: url.query, as: query}}]}
            {name: some, then: {sample: {keep-one-in: 10, by: host.name}}}
            """).warnings())
                .hasSize(4)
                .anySatisfy(warning -> assertThat(warning).contains("hides user_agent.original, by which detections"))
                .anySatisfy(warning -> assertThat(warning)
                        .contains("the rule 'look' reads user_agent.original, which the rule 'hide' hides before it"))
                .anySatisfy(warning -> assertThat(warning)
                        .contains("the rule 'look' reads url.query, which the rule 'hide' hides before it"))
                .anySatisfy(warning -> assertThat(warning)
                        .contains("the rule 'some' reads host.name, which the rule 'hide' hides before it"));
    }

    @ParameterizedTest(name = "{0} {2} {1}")
    @CsvSource({
        "a*, abc, true",
        "*c, abc, true",
        "a*c, ac, true",
        "a*b*c, axbxbxc, true",
        "*, '', true",
        "'', '', true",
        "'', a, false",
        "abc, ab, false",
        "ab, abc, false",
        "a*c, abd, false",
        "**a**, a, true",
        "a?c, abc, false"
    })
    void asterisksStandForAnything(String glob, String text, boolean matches) {
        assertThat(new Glob(glob).matches(text)).isEqualTo(matches);
    }

    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, count).forEach(i -> lines.append(ACCESS.formatted(i % 200, "/" + i, 200)));
        return lines.toString();
    }

    private static RuleSet rules(String lines) {
        StringBuilder text = new StringBuilder("rules:\n");
        lines.lines().forEach(line -> text.append("- ").append(line).append('\n'));
        return RuleSet.of(Map.of("r.yaml", text.toString()), KEY, ParseOutput.OTHER_RULES);
    }

    /** The first letter of a name need not be one of ASCII, and the name may begin at any byte of another field. */
    @Test
    void hidesANameOfAnyLettersWhereverItStands() {
        for (int i = 0; i < 16; i++) {
            Outcome outcome = parse(
                    "{name: mask, then: {mask: user.name}}",
                    headers("json"),
                    "{\"user.name\":\"\u00d6zil\",\"message\":\"%s \u00d6zil scored\"}\n".formatted("x".repeat(i)));

            assertThat(outcome.kept)
                    .singleElement()
                    .asString()
                    .doesNotContain("zil")
                    .contains(" *** scored");
        }
    }

    /** They stand before what the line says, in the part of an event that all lines of a chunk share. */
    @Test
    void hidesWhatTheSenderSaysOfItselfToo() {
        ChunkHeaders headers = headers("text")
                .with(Provenance.UNKNOWN
                        .from("al@host.example", "/home/al@path.example/a.log")
                        .labelled(Map.of("contact", "al@label.example")));

        Outcome outcome = parse("{name: mask, then: [{mask: {detect: all}}]}", headers, "one\ntwo\n");

        assertThat(outcome.kept)
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(event).doesNotContain("al@host.example", "al@path.example", "al@label.example"));
    }

    private static ChunkHeaders headers(String format) {
        return new ChunkHeaders(
                Routing.of(format),
                Position.ofBatch("b"),
                Provenance.UNKNOWN.from("web-1", "/var/log/web/access.log"),
                Receipt.at(Parsed.RECEIVED.toEpochMilli()));
    }

    private static ChunkHeaders received(long after) {
        return new ChunkHeaders(
                Routing.of("apache_common"),
                Position.ofBatch("b"),
                Provenance.UNKNOWN,
                Receipt.at(Parsed.RECEIVED.toEpochMilli() + after));
    }

    private static Outcome parse(String rules, String format, String lines) {
        return parse(rules, headers(format), lines);
    }

    private static Outcome parse(String rules, ChunkHeaders headers, String lines) {
        return parse(
                new ChunkParser(
                        Parsed.settings().toBuilder().rules(rules(rules)).build()),
                headers,
                lines);
    }

    private static Outcome parse(ChunkParser parser, ChunkHeaders headers, String lines) {
        Outcome outcome = new Outcome();
        byte[] bytes = lines.getBytes(UTF_8);
        parser.parse(headers, bytes, 0, bytes.length, outcome);
        return outcome;
    }

    private static final class Outcome implements ParseOutput {

        private static final JsonMapper MAPPER = JsonMapper.shared();

        private final List<String> kept = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private final List<String> streams = new ArrayList<>();
        private final List<Store> stores = new ArrayList<>();
        private final List<String> dropped = new ArrayList<>();
        private final List<Long> split = new ArrayList<>();
        private final List<String> letters = new ArrayList<>();

        @Override
        public void payload(long entries) {
            split.add(entries);
        }

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            routed(null, dataStream, id, json, from, to);
        }

        @Override
        public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            kept.add(new String(Arrays.copyOfRange(json, from, to), UTF_8));
            ids.add(new String(id, UTF_8));
            streams.add(dataStream.name());
            stores.add(store);
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            letters.add(Long.toString(line));
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            assertThat(dataStream).isNotNull();
            dropped.add(rule + " at " + line);
        }

        /** The field of each event as JSON; empty where there is none. */
        private List<String> fields(String path) {
            return kept.stream()
                    .map(event -> {
                        JsonNode node = MAPPER.readTree(event);
                        for (String name : path.split("\\.")) {
                            node = node.path(name);
                        }
                        return node.isMissingNode() ? "" : node.toString();
                    })
                    .toList();
        }
    }
}
