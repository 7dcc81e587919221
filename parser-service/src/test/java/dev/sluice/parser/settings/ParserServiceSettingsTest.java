// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.EventIdSecret;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.engine.Enrichments;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

/** Pins the names of the settings and their defaults: operators have them in their files. */
class ParserServiceSettingsTest {

    private static final String SECRET = EventIdSecret.generate();

    private final ApplicationContextRunner context =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @EnableConfigurationProperties(ParserServiceSettings.class)
    static class Settings {}

    @Test
    void defaults() {
        context.run(started -> assertThat(started.getBean(ParserServiceSettings.class))
                .isEqualTo(new ParserServiceSettings(
                        null,
                        2,
                        DataSize.ofMegabytes(1),
                        DataSize.ofMegabytes(8),
                        DataSize.ofMegabytes(32),
                        64,
                        100,
                        Set.of(),
                        Map.of(),
                        List.of(),
                        new ParserServiceSettings.FormatSizes(20_000, 200, 1_000, 256),
                        List.of(),
                        DataSize.ofMegabytes(8),
                        Duration.ofSeconds(10),
                        ZoneId.of("UTC"),
                        Map.of(),
                        Map.of(),
                        new ParserServiceSettings.Dedup(
                                true,
                                Duration.ofHours(3),
                                Duration.ofDays(30),
                                Duration.ofDays(14),
                                DataSize.ofMegabytes(16),
                                DataSize.ofMegabytes(8)),
                        List.of(),
                        Duration.ofSeconds(10),
                        null,
                        new ParserServiceSettings.Ledger(
                                Duration.ofMinutes(5), Duration.ofHours(24), true, DataSize.ofMegabytes(64)),
                        new EnrichmentSettings(
                                new EnrichmentSettings.UserAgent(false, null, 10_000),
                                new EnrichmentSettings.Geo(null, null, 50_000, Duration.ofSeconds(10))))));
    }

    @Test
    void names() {
        context.withPropertyValues(
                        "sluice.parser.id-secret=" + SECRET,
                        "sluice.parser.concurrency=3",
                        "sluice.parser.max-line=2MB",
                        "sluice.parser.max-event=9MB",
                        "sluice.parser.max-payload=33MB",
                        "sluice.parser.max-json-depth=65",
                        "sluice.parser.max-datasets=101",
                        "sluice.parser.originals=apache.access,generic",
                        "sluice.parser.formats.mine=%h %u",
                        "sluice.parser.format-files[0]=target/test-classes/shop.yaml",
                        "sluice.parser.format-limits.max-pattern=20001",
                        "sluice.parser.format-limits.max-captures=201",
                        "sluice.parser.format-limits.max-repeat=999",
                        "sluice.parser.format-limits.max-pairs=257",
                        "sluice.parser.log-groups[0].pattern=/web/*",
                        "sluice.parser.log-groups[0].format=mine",
                        "sluice.parser.fetch=4MB",
                        "sluice.parser.transaction-timeout=20s",
                        "sluice.parser.zone=Europe/Berlin",
                        "sluice.parser.host-zones.web-1=America/New_York",
                        "sluice.parser.dataset-zones[apache.error]=Asia/Tokyo",
                        "sluice.parser.dedup.check=false",
                        "sluice.parser.dedup.batches=2h",
                        "sluice.parser.dedup.streams=31d",
                        "sluice.parser.dedup.replays=15d",
                        "sluice.parser.dedup.max-memory=17MB",
                        "sluice.parser.dedup.max-sender-memory=9MB",
                        "sluice.parser.ledger.interval=6m",
                        "sluice.parser.ledger.span=25h",
                        "sluice.parser.ledger.documents=false",
                        "sluice.parser.ledger.max-read=65MB",
                        "sluice.parser.enrich.user-agent.enabled=true",
                        "sluice.parser.enrich.user-agent.regexes=/r.yaml",
                        "sluice.parser.enrich.user-agent.cache=11",
                        "sluice.parser.enrich.geo.city-database=/c.mmdb",
                        "sluice.parser.enrich.geo.asn-database=/a.mmdb",
                        "sluice.parser.enrich.geo.cache=12",
                        "sluice.parser.enrich.geo.refresh=13s",
                        "sluice.parser.rule-files=target/test-classes/rules.yaml",
                        "sluice.parser.rule-refresh=14s",
                        "sluice.parser.hash-key=2:AAAAAAAAAAAAAAAAAAAAAA")
                .run(started -> {
                    ParserServiceSettings properties = started.getBean(ParserServiceSettings.class);
                    assertThat(properties)
                            .usingRecursiveComparison()
                            .isEqualTo(new ParserServiceSettings(
                                    SECRET,
                                    3,
                                    DataSize.ofMegabytes(2),
                                    DataSize.ofMegabytes(9),
                                    DataSize.ofMegabytes(33),
                                    65,
                                    101,
                                    Set.of("apache.access", "generic"),
                                    Map.of("mine", "%h %u"),
                                    List.of(Path.of("target/test-classes/shop.yaml")),
                                    new ParserServiceSettings.FormatSizes(20_001, 201, 999, 257),
                                    List.of(new ParserServiceSettings.LogGroup("/web/*", "mine")),
                                    DataSize.ofMegabytes(4),
                                    Duration.ofSeconds(20),
                                    ZoneId.of("Europe/Berlin"),
                                    Map.of("web-1", ZoneId.of("America/New_York")),
                                    Map.of("apache.error", ZoneId.of("Asia/Tokyo")),
                                    new ParserServiceSettings.Dedup(
                                            false,
                                            Duration.ofHours(2),
                                            Duration.ofDays(31),
                                            Duration.ofDays(15),
                                            DataSize.ofMegabytes(17),
                                            DataSize.ofMegabytes(9)),
                                    List.of(Path.of("target/test-classes/rules.yaml")),
                                    Duration.ofSeconds(14),
                                    "2:AAAAAAAAAAAAAAAAAAAAAA",
                                    new ParserServiceSettings.Ledger(
                                            Duration.ofMinutes(6),
                                            Duration.ofHours(25),
                                            false,
                                            DataSize.ofMegabytes(65)),
                                    new EnrichmentSettings(
                                            new EnrichmentSettings.UserAgent(true, Path.of("/r.yaml"), 11),
                                            new EnrichmentSettings.Geo(
                                                    Path.of("/c.mmdb"),
                                                    Path.of("/a.mmdb"),
                                                    12,
                                                    Duration.ofSeconds(13)))));
                    ParserSettings settings =
                            properties.forParsing(Enrichments.NONE, properties.secret(), Clock.systemUTC());
                    assertThat(settings.declaredFormats().names()).containsExactly("shop");
                    assertThat(settings.maxLineBytes()).isEqualTo(2 << 20);
                    assertThat(settings.rules().names()).containsExactly("health", "some");
                });
    }

    @ParameterizedTest
    @CsvSource({
        ", sluice.parser.id-secret is missing: make one with",
        "' ', sluice.parser.id-secret is missing: make one with",
        "short, sluice.parser.id-secret: the secret of event ids must be 16 random bytes",
    })
    void aSecretThatIsMissingOrCannotBeIsRefusedWithoutRepeatingIt(String secret, String message) {
        context.withPropertyValues(secret == null ? "a=b" : "sluice.parser.id-secret=" + secret)
                .run(started -> {
                    ParserServiceSettings settings = started.getBean(ParserServiceSettings.class);
                    assertThatThrownBy(settings::secret).hasMessageStartingWith(message);
                });
        context.withPropertyValues("sluice.parser.id-secret=" + SECRET)
                .run(started -> assertThat(
                                started.getBean(ParserServiceSettings.class).toString())
                        .doesNotContain(SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "sluice.parser.concurrency=0, concurrency",
        "sluice.parser.max-json-depth=501, maxJsonDepth",
        "sluice.parser.zone=Nowhere, sluice.parser.zone",
        "sluice.parser.enrich.geo.cache=0, enrich.geo.cache",
        "sluice.parser.log-groups[0].pattern=, logGroups[0].pattern"
    })
    void whatCannotBeIsRefusedByName(String setting, String named) {
        context.withPropertyValues(setting)
                .run(started -> assertThat(started.getStartupFailure()).hasStackTraceContaining(named));
    }
}
