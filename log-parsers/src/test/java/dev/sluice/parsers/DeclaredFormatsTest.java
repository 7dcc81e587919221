// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.declared.FormatLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of declared formats: what each word of it does, and how its mistakes are told. */
class DeclaredFormatsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "%{a} %{b}                | x y        | {\"a\":\"x\",\"b\":\"y\"}",
                "%{a} %{b}                | x y z      | {\"a\":\"x\",\"b\":\"y z\"}",
                "[%{a}] %{b}              | [x] y      | {\"a\":\"x\",\"b\":\"y\"}",
                "%{a->} %{b}              | x    y     | {\"a\":\"x\",\"b\":\"y\"}",
                "%{a} %{} %{b}            | x no y     | {\"a\":\"x\",\"b\":\"y\"}",
                "%{a} %{?skipped} %{b}    | x no y     | {\"a\":\"x\",\"b\":\"y\"}",
                "%{+a} %{+a} %{b}         | x y z      | {\"b\":\"z\",\"a\":\"x y\"}",
                "%{+a/2} %{+a/1} %{b}     | x y z      | {\"b\":\"z\",\"a\":\"yx\"}",
                "%{a} %{b}, %{+a}         | x y, z     | {\"b\":\"y\",\"a\":\"x, z\"}",
                "%{*k}=%{&k};%{b}         | x=y;z      | {\"b\":\"z\",\"x\":\"y\"}",
                "%{a}:: %{b}              | x: :: y    | {\"a\":\"x: \",\"b\":\"y\"}",
                "\"%{a}\" \"%{b}\"        | \"x\" \"y\" z\" | {\"a\":\"x\",\"b\":\"y\\\" z\"}",
            })
    void dissectsAsElasticDocumentsIt(String pattern, String line, String fields) {
        Parsed.Event event = parse("dissect: '" + pattern + "'", line).event();
        assertThat(event.at("fields").toString()).isEqualTo(fields);
    }

    @Test
    void anAppendSeparatorOfItsOwnCountsBeforeTheDelimiter() {
        Parsed.Event event = parse("dissect: '%{+a} %{+a}'\n    append-separator: '-'", "x y")
                .event();
        assertThat(event.at("fields").toString()).isEqualTo("{\"a\":\"x-y\"}");
    }

    @Test
    void aDelimiterThatIsMissingIsToldWithItsPlace() {
        Parsed.DeadLetter letter =
                parse("dissect: '%{a} [%{b}] %{c}'", "x [y z").deadLetter();
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.NOT_THE_FORMAT);
        assertThat(letter.message()).isEqualTo("expected b followed by '] ' at byte 3");
    }

    @Test
    void namesOfEcsGetTheTypesOfEcs() {
        Parsed.Event event = parse(
                        "dissect: '%{source.address} %{http.response.status_code} %{url.original} %{@timestamp}'",
                        "010.0.0.1 404 /a.html?b 2026-11-20T11:00:00+01:00")
                .event();
        assertThat(event.string("source.ip")).isEqualTo("10.0.0.1");
        assertThat(event.at("http.response.status_code").isIntegralNumber()).isTrue();
        assertThat(event.string("event.outcome")).isEqualTo("failure");
        assertThat(event.string("url.extension")).isEqualTo("html");
        assertThat(event.string("@timestamp")).isEqualTo("2026-11-20T10:00:00.000Z");
    }

    /** Where several notations are tried, it is a guess that a number is a time. */
    @Test
    void aSmallNumberIsNoTimeWhereItWouldBeGuessed() {
        Parsed.DeadLetter letter = parse(
                        "dissect: '%{@timestamp}'\n    fields: {'@timestamp': {time: [iso8601, unix]}}", "0.123")
                .deadLetter();
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.NOT_THE_FORMAT);
    }

    @Test
    void aValueThatDoesNotFitItsFieldMoves() {
        Parsed.Event event = parse("dissect: '%{http.response.status_code} %{message}'", "teapot x")
                .event();
        assertThat(event.at("http").isMissingNode()).isTrue();
        assertThat(event.at("fields").toString()).isEqualTo("{\"http.response.status_code\":\"teapot\"}");
        assertThat(event.at("sluice.moved").toString()).isEqualTo("[\"http.response.status_code\"]");
    }

    @Test
    void aStrictFieldThatDoesNotFitMakesTheLineAnotherFormats() {
        Parsed.DeadLetter letter = parse(
                        "dissect: '%{http.response.status_code} %{message}'\n"
                                + "    fields:\n"
                                + "      http.response.status_code: {strict: true}",
                        "teapot x")
                .deadLetter();
        assertThat(letter.message()).isEqualTo("expected http.response.status_code of the type long at byte 0");
    }

    @Test
    void declaredNumbersOfOnesOwnCanBeComparedAsNumbers() {
        Parsed.Event event = parse(
                        "dissect: '%{shop.items} %{shop.total} %{shop.name}'\n"
                                + "    fields: {shop.items: long, shop.total: double}",
                        "3 +019.90 x")
                .event();
        assertThat(event.text()).contains("\"numeric_labels\":{\"shop.items\":3,\"shop.total\":19.90}");
        assertThat(event.at("fields").toString()).isEqualTo("{\"shop.name\":\"x\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{time: '%d.%m.%Y %H:%M:%S.%f', zone: Europe/Berlin} | 20.11.2026 11:00:00.5   |"
                        + " 2026-11-20T10:00:00.500Z",
                "{time: ['%Y/%m/%d', iso8601]}                       | 2026-11-20T11:00:00Z    |"
                        + " 2026-11-20T11:00:00.000Z",
                "{time: '%b %d %H:%M:%S'}                            | Nov 20 11:00:00         |"
                        + " 2026-11-20T11:00:00.000Z",
                "unix                                                | 1795345200.123          |"
                        + " 2026-11-22T11:00:00.123Z",
                "unix                                                | 12                      |"
                        + " 1970-01-01T00:00:12.000Z",
                "{time: [iso8601, unix]}                             | 1795345200.123          |"
                        + " 2026-11-22T11:00:00.123Z",
                "{time: [unix, unix_ms]}                             | 100000000               |"
                        + " 1973-03-03T09:46:40.000Z",
                "unix_ms                                             | 1795345200123           |"
                        + " 2026-11-22T11:00:00.123Z",
                "unix_us                                             | 1795345200123456        |"
                        + " 2026-11-22T11:00:00.123Z",
                "unix_ns                                             | 1795345200123456789     |"
                        + " 2026-11-22T11:00:00.123Z",
                "httpdate                                            | 20/Nov/2026:11:00:00 +0000 |"
                        + " 2026-11-20T11:00:00.000Z",
            })
    void timesAreReadInTheNotationThatIsDeclared(String time, String written, String expected) {
        Parsed.Event event = parse("dissect: '%{@timestamp}'\n    fields: {'@timestamp': " + time + "}", written)
                .event();
        assertThat(event.string("@timestamp")).isEqualTo(expected);
    }

    @Test
    void aDateThatDoesNotExistIsADeadLetter() {
        Parsed.DeadLetter letter = parse("dissect: '%{@timestamp} %{message}'", "2026-02-31T00:00:00Z x")
                .deadLetter();
        assertThat(letter.reason()).isEqualTo(DeadLetterReason.BAD_TIMESTAMP);
    }

    @Test
    void grokKnowsItsPatternsTheirFieldsAndTypes() {
        Parsed.Event event = parse(
                        "grok: '%{IP:[source][address]} %{WORD:http.request.method} %{NUMBER:shop.total:float} (?<a>[^"
                                + " ]+)'",
                        "2001:db8::1 GET 19.90 x")
                .event();
        assertThat(event.string("source.ip")).isEqualTo("2001:db8::1");
        assertThat(event.text()).contains("\"numeric_labels\":{\"shop.total\":19.90}");
        assertThat(event.at("fields").toString()).isEqualTo("{\"a\":\"x\"}");
    }

    @Test
    void grokFallsBackToTheGeneralEngineWhereAChoiceWasWrong() {
        Parsed.Event event =
                parse("grok: '%{DATA:a} - %{INT:b}(?:x|xy)z'", "x - 1 - 2xyz").event();
        assertThat(event.at("fields").toString()).isEqualTo("{\"a\":\"x - 1\",\"b\":\"2\"}");
    }

    @Test
    void apachesOwnPatternTakesItsLines() {
        Parsed.Event event = parse(
                        "grok: '%{COMBINEDAPACHELOG}'",
                        "192.0.2.1 - - [20/Nov/2026:11:00:00 +0000] \"GET /a?b HTTP/1.1\" 200 12 \"-\" \"curl/8\"")
                .event();
        assertThat(event.string("url.path")).isEqualTo("/a");
        assertThat(event.string("user_agent.original")).isEqualTo("curl/8");
        assertThat(event.at("http.response.body.bytes").asInt()).isEqualTo(12);
    }

    @Test
    void waysAreTriedInTurnAndThenTheOtherFormat() {
        String body = "try:\n      - dissect: '%{a}=%{b}'\n      - dissect: '%{c}:%{d}'\n    else: json";
        assertThat(parse(body, "x=y").event().at("fields").toString()).isEqualTo("{\"a\":\"x\",\"b\":\"y\"}");
        assertThat(parse(body, "x:y").event().at("fields").toString()).isEqualTo("{\"c\":\"x\",\"d\":\"y\"}");
        assertThat(parse(body, "{\"msg\" ;1}").deadLetters()).hasSize(1);
        assertThat(parse("dissect: '%{a}=%{b}'\n    else: json", "{\"msg\":\"x\"}")
                        .event()
                        .string("message"))
                .isEqualTo("x");
    }

    @Test
    void aFieldIsTakenApartFurtherByAnotherFormat() {
        String yaml = """
            formats:
              pairs: {logfmt: true}
              mine:
                dissect: '%{log.level} %{message}'
                then: [{field: message, format: pairs}]
            """;
        assertThat(parsed(yaml, "info a=1 b=\"x y\"").event().at("fields").toString())
                .isEqualTo("{\"a\":\"1\",\"b\":\"x y\"}");
        assertThat(parsed(yaml, "info \"no pairs").event().string("message")).isEqualTo("\"no pairs");
    }

    @Test
    void columnsMayBeQuotedAndTheirHeaderIsLeftOut() {
        String body = "csv: {columns: [a, '', b], header: 'A,B,C', required: 2}";
        assertThat(parse(body, "x,no,\"y \"\"z\"\"\",w").event().at("fields").toString())
                .isEqualTo("{\"a\":\"x\",\"b\":\"y \\\"z\\\"\",\"column_4\":\"w\"}");
        assertThat(parse(body, "x").deadLetter().message()).isEqualTo("expected at least 2 columns at byte 1");
        assertThat(dropped(body, "A,B,C")).containsExactly(ParseOutput.HEADER_LINE);
    }

    @Test
    void namesOfALineThatAreThereTwiceBecomeAList() {
        assertThat(parse("logfmt: true", "a=1 a=2 flag").event().at("fields").toString())
                .isEqualTo("{\"a\":[\"1\",\"2\"],\"flag\":\"true\"}");
    }

    @Test
    void constantsStandWhereEcsHasThem() {
        Parsed.Event event = parse(
                        "dissect: '%{message}'\n    set: {cloud.provider: aws, labels.team: web, tags: [a, b]}", "x")
                .event();
        assertThat(event.string("cloud.provider")).isEqualTo("aws");
        assertThat(event.string("labels.team")).isEqualTo("web");
        assertThat(event.at("tags").toString()).isEqualTo("[\"a\",\"b\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "dissect: '%{a}%{b}'                     | shop.yaml:3:19: in the dissect pattern, at character 5:"
                        + " nothing stands between two keys",
                "dissect: '%{a'                          | shop.yaml:3:15: in the dissect pattern, at character 1:"
                        + " this key is not closed",
                "dissect: '%{a} %{a}'                    | the key a is there twice",
                "dissect: '%{*a} %{b}'                   | this key needs one partner",
                "regex: '(?<a>x)(?=y)'                   | shop.yaml:3:20: in the regular expression, at character 8:"
                        + " the group (?=…) needs backtracking",
                "regex: '(?<a>x+)\\1'                    | a reference to a group needs backtracking",
                "regex: '(?<a>x++)'                      | a possessive quantifier needs backtracking",
                "regex: '(?<a>x{1,2000})'                | repeats more than 1000 times",
                "regex: '(?<a>[x)'                       | this set is not closed",
                "grok: '%{NOPE:a}'                       | there is no pattern NOPE: declare it below patterns, or"
                        + " write one of NONNEGINT, NOTSPACE, NUMBER",
                "grok: '%{INT:a:nope}'                   | there is no type 'nope'",
                "dissect: '%{event.id}'                  | 'event.id' can't be captured",
                "dissect: '%{labels.syslog_source}'        | 'labels.syslog_source' can't be captured",
                "dissect: '%{labels.sluice_sender}'        | 'labels.sluice_sender' can't be captured",
                "dissect: '%{url}'                       | 'url' is group in the schema",
                "dissect: '%{a}'\\n"
                        + "    fields: {b: long}  | shop.yaml:4:17: 'b' is declared in the format 'mine', and nothing"
                        + " captures it; it captures a",
                "dissect: '%{a}'\\n"
                        + "    nope: 1            | shop.yaml:4:11: 'nope' is not known here; there are absent,"
                        + " append-separator",
                "dissect: '%{a}'\\n    else: nope         | shop.yaml:4:11: there is no format of lines 'nope'",
                "dissect: '%{a}'\\n    else: mine         | would be tried for ever: mine → mine",
                "dissect: '%{source.port}'\\n"
                        + "    fields: {source.port: ip} | 'source.port' is declared as ip, but is long in the schema",
                "dissect: '%{@timestamp}'\\n"
                        + "    fields: {'@timestamp': {time: '%Q'}} | '%Q' at character 0 of the time pattern",
            })
    void mistakesAreToldWithTheirPlaceAndTheWayOut(String body, String message) {
        assertThatThrownBy(() -> parse(body.replace("\\n", "\n"), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void limitsAreKept() {
        String yaml = "formats:\n  mine:\n    dissect: '%{a} %{b} %{c}'";
        assertThatThrownBy(() -> DeclaredFormats.of("shop.yaml", yaml, new FormatLimits(100, 2, 10, 10)))
                .hasMessageContaining("more than 2 fields: raise sluice.parser.format-limits.max-captures");
        DeclaredFormats formats =
                DeclaredFormats.of("shop.yaml", "formats: {mine: {logfmt: true}}", new FormatLimits(100, 2, 10, 1));
        assertThat(parsed(formats, "mine", "a=1 b=2").deadLetter().message())
                .isEqualTo("expected fewer pairs in one line at byte 4");
    }

    @Test
    void aFormatIsUsedByPathTokenAndDatasetWhereTheSenderSaysAuto() {
        DeclaredFormats formats = formats("dissect: '%{a}:%{b}'\n    use: {paths: ['/var/log/shop/*.log']}");
        ChunkHeaders auto = Parsed.headers("auto");
        ChunkHeaders ofPath = auto.with(new ChunkHeaders.Provenance("-", null, "/var/log/shop/a.log", Map.of(), null));
        ParserSettings settings =
                Parsed.settings().toBuilder().declaredFormats(formats).build();
        assertThat(Parsed.of(settings, ofPath, "x:y".getBytes(UTF_8))
                        .event()
                        .at("fields.a")
                        .asString())
                .isEqualTo("x");
        assertThat(Parsed.of(settings, auto, "x:y".getBytes(UTF_8)).event().string("message"))
                .isEqualTo("x:y");
    }

    @ParameterizedTest
    @CsvSource({
        "senders: [shop],                          shop,  -,        -,       true",
        "senders: [shop],                          other, -,        -,       false",
        "datasets: ['shop.*'],                     other, shop.web, -,       true",
        "datasets: ['shop.*'],                     other, -,        -,       false",
        "'senders: [shop], paths: [''/a/*'']',     shop,  -,        /a/x,    true",
        "'senders: [shop], paths: [''/a/*'']',     shop,  -,        /b/x,    false",
        "'senders: [shop], datasets: [''shop.*'']',shop,  other,    -,       false",
    })
    void aFormatIsUsedWhereAllThatItNamesFits(String use, String sender, String dataset, String path, boolean isUsed) {
        ChunkHeaders headers = Parsed.headers("auto")
                .with(new ChunkHeaders.Provenance(sender, null, path.equals("-") ? null : path, Map.of(), null))
                .with(new ChunkHeaders.Routing("auto", "default", dataset.equals("-") ? null : dataset));
        ParserSettings settings = Parsed.settings().toBuilder()
                .declaredFormats(formats("dissect: '%{a}:%{b}'\n    use: {" + use + "}"))
                .build();
        assertThat(Parsed.of(settings, headers, "x:y".getBytes(UTF_8))
                        .event()
                        .at("fields")
                        .has("a"))
                .isEqualTo(isUsed);
    }

    @Test
    void aFormatIsUsedByLogGroupOfCloudWatch() {
        DeclaredFormats formats = formats("dissect: '%{a}:%{b}'\n    use: {log-groups: ['/shop/*']}");
        String document = """
            {"messageType":"DATA_MESSAGE","owner":"1","logGroup":"/shop/web","logStream":"s","subscriptionFilters":[],\
            "logEvents":[{"id":"1","timestamp":1795345200123,"message":"x:y"}]}\
            """;
        Parsed.Event event = parsed(formats, "cloudwatch", document).event();
        assertThat(event.string("fields.a")).isEqualTo("x");
        assertThat(event.string("aws.cloudwatch.log_group")).isEqualTo("/shop/web");
        assertThat(parsed(formats, "cloudwatch", document.replace("/shop/web", "/other"))
                        .event()
                        .string("message"))
                .isEqualTo("x:y");
    }

    @Test
    void aFormatIsUsedByProgramInsideSyslog() {
        DeclaredFormats formats = formats("dissect: '%{a}:%{b}'\n    use: {programs: [shop]}");
        Parsed.Event event =
                parsed(formats, "auto", "<34>Nov 20 11:00:00 web1 shop[7]: x:y").event();
        assertThat(event.string("fields.a")).isEqualTo("x");
        assertThat(event.string("host.hostname")).isEqualTo("web1");
        assertThat(event.at("process.pid").asInt()).isEqualTo(7);
    }

    private static Parsed parse(String body, String line) {
        return parsed(formats(body), "mine", line);
    }

    private static Parsed parsed(String yaml, String line) {
        return parsed(DeclaredFormats.of("shop.yaml", yaml, FormatLimits.DEFAULT), "mine", line);
    }

    private static Parsed parsed(DeclaredFormats formats, String format, String line) {
        return Parsed.of(
                Parsed.settings().toBuilder().declaredFormats(formats).build(),
                Parsed.headers(format),
                line.getBytes(UTF_8));
    }

    private static DeclaredFormats formats(String body) {
        return DeclaredFormats.of("shop.yaml", "formats:\n  mine:\n    " + body, FormatLimits.DEFAULT);
    }

    private static List<String> dropped(String body, String line) {
        List<String> rules = new ArrayList<>();
        ParserSettings settings =
                Parsed.settings().toBuilder().declaredFormats(formats(body)).build();
        byte[] bytes = line.getBytes(UTF_8);
        new ChunkParser(settings).parse(Parsed.headers("mine"), bytes, 0, bytes.length, new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                throw new AssertionError("an event");
            }

            @Override
            public void deadLetter(
                    long number, byte[] letter, int from, int to, DeadLetterReason reason, String message) {
                throw new AssertionError(message);
            }

            @Override
            public void dropped(String rule, DataStream dataStream, long number) {
                rules.add(rule);
            }
        });
        return rules;
    }
}
