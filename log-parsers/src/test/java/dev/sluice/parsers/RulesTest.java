// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.Glob;
import dev.sluice.parsers.rules.Rule;
import dev.sluice.parsers.rules.StatusRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static final String ACCESS = "192.0.2.%d - - [22/Nov/2026:10:00:00 +0000] \"GET %s HTTP/1.1\" %d 5\n";

    /** Conditions are written as dataset, file path, URL path, status and level; an empty one is none. */
    @ParameterizedTest(name = "{0} | {1} | {2} | {3} | {4}: {6} of {5}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "|||||text|x|dropped",
                "apache.access|||||access|/|dropped",
                "apache.*|||||access|/|dropped",
                "apache.error|||||access|/|kept",
                "generic|||||text|x|dropped",
                "|/var/log/web/*||||access|/|dropped",
                "|/var/log/db/*||||access|/|kept",
                "|*.log||||text|x|dropped",
                "||/health|||access|/health?full=1|dropped",
                "||/health|||access|/healthy|kept",
                "||/static/*.css|||access|/static/a/b.css|dropped",
                "||/a\"b|||access|/a\\\"b|dropped",
                "||/é*|||access|/\\xc3\\xa9t\\xc3\\xa9|dropped",
                "||*|||access|*|kept",
                "||*|||text|x|kept",
                "||/caf\u00e9|||json|{\"url\":{\"path\":\"/caf\\u00e9\"}}|dropped",
                "||/x|||json|{\"fields\":{\"url\":{\"path\":\"/x\"}},\"message\":\"\\\"url\\\":{\\\"path\\\":\\\"/x\\\"\"}|kept",
                "||/x|||json|{\"a\":{\"b\":[{\"c\":\"}\"},1.5e3,null]},\"url.path\":\"/x\"}|dropped",
                "|||200||access|/|dropped",
                "|||201||access|/|kept",
                "|||404||json|{\"http.response.status_code\":\"404\"}|dropped",
                "|||404||json|{\"http.response.status_code\":404404404}|kept",
                "|||200||text|x|kept",
                "||||debug|json|{\"level\":\"DEBUG\"}|dropped",
                "||||debug|json|{\"log\":{\"level\":\"Debug\"},\"message\":\"x\"}|dropped",
                "||||debug|json|{\"level\":\"info\"}|kept",
                "||||trace*|error|[Wed Oct 11 14:32:52 2000] [core:trace3] [pid 1] m|dropped",
                "||||notice|syslog|<13>m|dropped",
                "apache.access||/x|500||access|/x|kept",
                "apache.access|/var/*|/x|200||access|/x|dropped"
            })
    void dropsWhatMeetsAllItsConditions(
            String dataset,
            String file,
            String url,
            Integer status,
            String level,
            String kind,
            String what,
            String fate) {
        Rule rule = new Rule(
                "mine",
                Rule.DROP_ALL,
                Rule.EVENT_ID,
                globs(dataset),
                globs(file),
                globs(url),
                status == null ? List.of() : List.of(new StatusRange(status, status)),
                globs(level));
        Outcome outcome = parse(
                List.of(rule),
                switch (kind) {
                    case "access" -> "apache_common";
                    case "error" -> "apache_error";
                    default -> kind;
                },
                kind.equals("access") ? ACCESS.formatted(1, what.equals("*") ? "*" : what, 200) : what + "\n");

        assertThat(outcome.letters).isEmpty();
        assertThat(outcome.dropped).isEqualTo(fate.equals("dropped") ? List.of("mine at 0") : List.of());
        assertThat(outcome.kept).hasSize(fate.equals("dropped") ? 0 : 1);
    }

    @Test
    void theFirstRuleThatIsForAnEventDecides() {
        List<Rule> rules = List.of(
                rule("errors", Rule.KEEP_ALL, "", new StatusRange(500, 599)),
                rule("health", Rule.DROP_ALL, "/health", new StatusRange(100, 599)),
                rule("never", Rule.DROP_ALL, "/health"));

        Outcome outcome = parse(
                rules,
                "apache_common",
                ACCESS.formatted(1, "/health", 500)
                        + ACCESS.formatted(2, "/health", 200)
                        + "no access log\n"
                        + ACCESS.formatted(3, "/", 200));

        assertThat(outcome.kept).hasSize(2);
        assertThat(outcome.dropped).containsExactly("health at 1");
        assertThat(outcome.letters).as("a rule is for events").containsExactly("2");
    }

    @Test
    void keepsOneInSomeOfTheLinesAndTheSameOnesWhateverTheyArriveWith() {
        List<Rule> rules = List.of(sample(10, Rule.EVENT_ID));
        String lines = lines(2_000);

        Outcome whole = parse(rules, "apache_common", lines);
        Outcome again = parse(rules, "apache_common", lines);
        int half = lines.indexOf('\n', lines.length() / 2) + 1;
        long linesInHalf = lines.substring(0, half).lines().count();
        Outcome secondHalf =
                parse(rules, headers("apache_common").at(linesInHalf, OptionalLong.empty()), lines.substring(half));

        assertThat(whole.kept).hasSizeBetween(150, 250).isEqualTo(again.kept);
        assertThat(whole.kept.size() + whole.dropped.size()).isEqualTo(2_000);
        assertThat(whole.kept).endsWith(secondHalf.kept.toArray(String[]::new));
    }

    @Test
    void keepsAllOrNoneOfTheEventsThatShareAFieldsValue() {
        Outcome outcome = parse(List.of(sample(4, "source.ip")), "apache_common", lines(2_000));

        List<String> addresses = outcome.kept.stream()
                .map(event -> event.replaceFirst(".*\"source\":\\{\"address\":\"([^\"]*)\".*", "$1"))
                .distinct()
                .toList();
        assertThat(addresses).hasSizeBetween(20, 80);
        assertThat(outcome.kept).as("all ten lines of each address").hasSize(10 * addresses.size());
    }

    /** Also fields of the start that all events share, which is skipped where nothing in it is asked for. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"event.dataset", "event.outcome", "data_stream.namespace", "ecs.version", "http.version"})
    void findsFieldsWhereverTheyStand(String field) {
        Outcome outcome = parse(List.of(sample(2, field)), "apache_common", lines(200));

        // All share the value, and with it their fate; by their ids, half of them would be kept.
        assertThat(outcome.kept.size()).isIn(0, 200);
        assertThat(outcome.kept.size() + outcome.dropped.size()).isEqualTo(200);
    }

    @Test
    void samplesEventsThatLackTheFieldByTheirIds() {
        String lines = "x\n".repeat(1_000);

        assertThat(parse(List.of(sample(2, "source.ip")), "text", lines).kept)
                .isEqualTo(parse(List.of(sample(2, Rule.EVENT_ID)), "text", lines).kept)
                .hasSizeBetween(400, 600);
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

    private static Rule sample(int keepOneIn, String by) {
        return new Rule("sample", keepOneIn, by, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static Rule rule(String name, int keepOneIn, String urlPath, StatusRange... statuses) {
        return new Rule(
                name,
                keepOneIn,
                Rule.EVENT_ID,
                List.of(),
                List.of(),
                urlPath.isEmpty() ? List.of() : globs(urlPath),
                List.of(statuses),
                List.of());
    }

    private static List<Glob> globs(String glob) {
        return glob == null ? List.of() : List.of(new Glob(glob));
    }

    private static ChunkHeaders headers(String format) {
        return new ChunkHeaders(
                Routing.of(format),
                Position.ofBatch("b"),
                Provenance.UNKNOWN.from("web-1", "/var/log/web/access.log"),
                Receipt.at(Parsed.RECEIVED.toEpochMilli()));
    }

    private static Outcome parse(List<Rule> rules, String format, String lines) {
        return parse(rules, headers(format), lines);
    }

    private static Outcome parse(List<Rule> rules, ChunkHeaders headers, String lines) {
        Outcome outcome = new Outcome();
        byte[] bytes = lines.getBytes(UTF_8);
        new ChunkParser(Parsed.settings().toBuilder().rules(rules).build())
                .parse(headers, bytes, 0, bytes.length, outcome);
        return outcome;
    }

    private static final class Outcome implements ParseOutput {

        private final List<String> kept = new ArrayList<>();
        private final List<String> dropped = new ArrayList<>();
        private final List<String> letters = new ArrayList<>();

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            kept.add(new String(Arrays.copyOfRange(json, from, to), UTF_8));
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
    }
}
