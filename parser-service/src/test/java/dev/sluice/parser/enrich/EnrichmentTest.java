// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.engine.Enrichments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EnrichmentTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final String COMBINED =
            "%s - - [22/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"%s\"\n";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

    private static final Map<String, Object> BERKELEY = Map.of(
            "continent", Map.of("code", "NA", "names", Map.of("en", "North America", "de", "Nordamerika")),
            "country", Map.of("iso_code", "US", "names", Map.of("en", "United States")),
            "subdivisions", List.of(Map.of("iso_code", "CA", "names", Map.of("en", "California"))),
            "city", Map.of("names", Map.of("en", "Berkeley")),
            "postal", Map.of("code", "94704"),
            "location", Map.of("latitude", 37.8668, "longitude", -122.2536, "time_zone", "America/Los_Angeles"));
    private static final Map<String, Object> UNIVERSITY =
            Map.of("autonomous_system_number", 64_496, "autonomous_system_organization", "Example \"U\"");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
                        + "|Chrome|126.0.0|Windows|10|Other",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
                        + "|Mobile Safari|17.5|iOS|17.5|iPhone",
                FIREFOX + "|Firefox|127.0|Linux||Other",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)|Googlebot|2.1|||Spider",
                "curl/8.5.0|curl|8.5.0|||Other",
                "nobody knows|Other||||Other"
            })
    void userAgents(String agent, String name, String version, String os, String osVersion, String device) {
        JsonNode found = parse(userAgents(), "apache_combined", COMBINED.formatted("192.0.2.1", agent))
                .getFirst()
                .path("user_agent");

        assertThat(found.path("original").asString()).isEqualTo(agent);
        assertThat(found.path("name").asString(null)).isEqualTo(name);
        assertThat(found.path("version").asString(null)).isEqualTo(version);
        assertThat(found.path("os").path("name").asString(null)).isEqualTo(os);
        assertThat(found.path("os").path("version").asString(null)).isEqualTo(osVersion);
        assertThat(found.path("device").path("name").asString(null)).isEqualTo(device);
    }

    @Test
    void linesInJsonAreEnrichedUnlessTheySayItThemselves() throws IOException {
        Enrichments both = new Enrichments(
                new AddressEnrichment(city().write(folder.resolve("city")), null, 10),
                new UserAgentEnrichment(null, 10));

        List<JsonNode> events = parse(
                both,
                "json",
                "{\"source.ip\":\"1.2.3.4\",\"user_agent\":{\"original\":\"" + FIREFOX.replace("/", "\\/") + "\"}}\n"
                        + "{\"source\":{\"ip\":\"1.2.3.4\",\"geo\":{\"country_iso_code\":\"DE\"}},\"user_agent\":{\"original\":\"curl/8.5.0\",\"name\":\"mine\"}}\n"
                        + "{\"message\":\"neither\"}\n");

        assertThat(events.get(0).at("/source/geo/city_name").asString()).isEqualTo("Berkeley");
        assertThat(events.get(0).at("/user_agent/name").asString()).isEqualTo("Firefox");
        assertThat(events.get(1).at("/source/geo").toString()).isEqualTo("{\"country_iso_code\":\"DE\"}");
        assertThat(events.get(1).at("/user_agent").size()).isEqualTo(2);
        assertThat(events.get(2).has("source")).isFalse();
    }

    @Test
    void addressesGetTheirPlaceAndNetwork() throws IOException {
        Enrichments addresses = new Enrichments(
                new AddressEnrichment(city().write(folder.resolve("city")), asn().write(folder.resolve("asn")), 10),
                null);

        List<JsonNode> events = parse(
                addresses,
                "apache_combined",
                COMBINED.formatted("1.2.3.4", "-")
                        + COMBINED.formatted("1.2.3.04", "-")
                        + COMBINED.formatted("2001:db8::7", "-")
                        + COMBINED.formatted("10.0.0.1", "-")
                        + COMBINED.formatted("host.example", "-"));

        JsonNode source = events.get(0).path("source");
        assertThat(source.path("geo")).isEqualTo(JSON.readTree("""
                        {"continent_code":"NA","continent_name":"North America","country_iso_code":"US","country_name":"United States",
                         "region_iso_code":"US-CA","region_name":"California","city_name":"Berkeley","postal_code":"94704",
                         "timezone":"America/Los_Angeles","location":{"lon":-122.2536,"lat":37.8668}}"""));
        assertThat(source.path("as"))
                .isEqualTo(JSON.readTree("{\"number\":64496,\"organization\":{\"name\":\"Example \\\"U\\\"\"}}"));
        assertThat(events.get(1).at("/source/geo")).as("a leading zero").isEqualTo(source.path("geo"));
        assertThat(events.get(2).at("/source/geo/city_name").asString()).isEqualTo("Berkeley");
        assertThat(events.get(3).path("source").propertyNames()).containsExactlyInAnyOrder("address", "ip");
        assertThat(events.get(4).path("source").propertyNames()).containsExactlyInAnyOrder("address", "domain");
        assertEcs(events.getFirst());
    }

    /** Each field that was added is one of ECS, and of its type. */
    private static void assertEcs(JsonNode event) throws IOException {
        Map<String, String> types = new HashMap<>();
        new String(ChunkParser.class.getResourceAsStream("json/ecs-fields.tsv").readAllBytes(), UTF_8)
                .lines()
                .map(line -> line.split("\t"))
                .filter(field -> field.length == 2)
                .forEach(field -> types.put(field[0], field[1]));
        List<String> wrong = new ArrayList<>();
        check("source", event.path("source"), types, wrong);
        assertThat(wrong).isEmpty();
    }

    private static void check(String path, JsonNode value, Map<String, String> types, List<String> wrong) {
        String type = types.get(path);
        if (type == null && value.isObject()) {
            value.properties().forEach(member -> check(path + "." + member.getKey(), member.getValue(), types, wrong));
        } else if (type == null || !fits(type, value)) {
            wrong.add(path + " is " + value + " and should be " + type);
        }
    }

    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "long" -> value.isIntegralNumber();
            case "geo_point" ->
                value.path("lat").isNumber() && value.path("lon").isNumber() && value.size() == 2;
            default -> value.isString();
        };
    }

    @Test
    void aFileThatIsReplacedIsReadAgain() throws IOException {
        Path file = city().write(folder.resolve("city"));
        AddressEnrichment enrichment = new AddressEnrichment(file, null, 10);
        Enrichments addresses = new Enrichments(enrichment, null);
        String line = COMBINED.formatted("1.2.3.4", "-");
        assertThat(parse(addresses, "apache_combined", line)
                        .getFirst()
                        .at("/source/geo/city_name")
                        .asString())
                .isEqualTo("Berkeley");

        Files.write(file, new byte[] {1, 2, 3});
        enrichment.refresh();
        assertThat(parse(addresses, "apache_combined", line)
                        .getFirst()
                        .at("/source/geo/city_name")
                        .asString())
                .as("what can't be used leaves the old one in use")
                .isEqualTo("Berkeley");

        new GeoDatabaseFile()
                .with("1.2.3.0/24", Map.of("city", Map.of("names", Map.of("en", "Elsewhere"))))
                .write(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        enrichment.refresh();
        assertThat(parse(addresses, "apache_combined", line)
                        .getFirst()
                        .at("/source/geo/city_name")
                        .asString())
                .isEqualTo("Elsewhere");
    }

    @Test
    void aDatabaseThatCannotBeUsedStopsTheStartWithItsPathAndTheWayOut() throws IOException {
        Path missing = folder.resolve("missing.mmdb");
        assertThatThrownBy(() -> new AddressEnrichment(missing, null, 10))
                .hasMessage("sluice.parser.enrich.geo.city-database: there is no file " + missing
                        + "; put a MaxMind database there, or leave the setting out");
        Path nonsense = Files.writeString(folder.resolve("nonsense.mmdb"), "no database");
        assertThatThrownBy(() -> new AddressEnrichment(null, nonsense, 10))
                .hasMessageStartingWith("sluice.parser.enrich.geo.asn-database: " + nonsense
                        + " can't be read as a MaxMind database; replace it, or leave the setting out");
        assertThatThrownBy(() -> new UserAgentEnrichment(nonsense, 10))
                .hasMessageStartingWith("sluice.parser.enrich.user-agent.regexes: " + nonsense + " can't be used;");
    }

    @Test
    void aFloodOfNewAgentsTakesATenthOfTheTimeAndNoMore() {
        // Every look at the clock takes a second, so each agent takes one, and the ten seconds saved are soon spent.
        AtomicLong seconds = new AtomicLong();
        UserAgentEnrichment enrichment =
                new UserAgentEnrichment(null, 1_000, () -> seconds.incrementAndGet() * 1_000_000_000L);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            lines.append(COMBINED.formatted("192.0.2.1", "agent/" + i));
        }

        List<JsonNode> events = parse(new Enrichments(null, enrichment), "apache_combined", lines.toString());

        long enriched = events.stream()
                .filter(event -> event.path("user_agent").has("name"))
                .count();
        assertThat(enriched).isBetween(20L, 50L).isEqualTo(200 - enrichment.skipped());
        List<JsonNode> again =
                parse(new Enrichments(null, enrichment), "apache_combined", COMBINED.formatted("192.0.2.1", "agent/0"));
        assertThat(again.getFirst().at("/user_agent/name").asString())
                .as("what is remembered costs nothing")
                .isNotEmpty();
    }

    @Test
    void anAgentLongerThanAnyBrowsersIsLeftAsItIs() {
        UserAgentEnrichment enrichment = new UserAgentEnrichment(null, 10);

        List<JsonNode> events = parse(
                new Enrichments(null, enrichment),
                "apache_combined",
                COMBINED.formatted("192.0.2.1", "x".repeat(1_001)));

        assertThat(events.getFirst().path("user_agent").propertyNames()).containsExactly("original");
        assertThat(enrichment.skipped()).isEqualTo(1);
    }

    private static GeoDatabaseFile city() {
        return new GeoDatabaseFile().with("1.2.3.0/24", BERKELEY).with("2001:db8::/32", BERKELEY);
    }

    private static GeoDatabaseFile asn() {
        return new GeoDatabaseFile().with("1.2.0.0/16", UNIVERSITY);
    }

    private static Enrichments userAgents() {
        return new Enrichments(null, new UserAgentEnrichment(null, 100));
    }

    private static List<JsonNode> parse(Enrichments enrichments, String format, String lines) {
        List<JsonNode> events = new ArrayList<>();
        byte[] bytes = lines.getBytes(UTF_8);
        new ChunkParser(ParserSettings.builder().enrichments(enrichments).build())
                .parse(ChunkHeaders.of(format, "b", 0), bytes, 0, bytes.length, new ParseOutput() {
                    @Override
                    public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
                        events.add(JSON.readTree(Arrays.copyOfRange(json, from, to)));
                    }

                    @Override
                    public void deadLetter(
                            long line, byte[] value, int from, int to, DeadLetterReason reason, String message) {
                        throw new AssertionError(message);
                    }
                });
        return events;
    }
}
