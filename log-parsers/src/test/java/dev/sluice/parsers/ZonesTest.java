// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.engine.Zones;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times that are written without a zone. */
class ZonesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "summer,                       2026-07-01T12:00:00, 2026-07-01T10:00:00.000Z",
        "winter,                       2026-12-01T12:00:00, 2026-12-01T11:00:00.000Z",
        "before the clock goes ahead,  2026-03-29T01:59:59, 2026-03-29T00:59:59.000Z",
        "a time that is skipped,       2026-03-29T02:30:00, 2026-03-29T01:30:00.000Z",
        "after the clock went ahead,   2026-03-29T03:00:00, 2026-03-29T01:00:00.000Z",
        "a time that is shown twice,   2026-10-25T02:30:00, 2026-10-25T00:30:00.000Z",
        "after the clock went back,    2026-10-25T03:00:00, 2026-10-25T02:00:00.000Z"
    })
    void followTheClockOnTheWall(String when, String local, String expected) {
        ParserSettings settings =
                Parsed.settings().toBuilder().zones(Zones.of(BERLIN)).build();
        byte[] line = (local + " host app: x").getBytes(UTF_8);

        assertThat(Parsed.of(settings, Parsed.headers("syslog"), line).event().string("@timestamp"))
                .isEqualTo(expected);
    }

    /** Received at 2026-11-22T12:00Z: a day later is 21:00 of the 23rd in Tokyo, and 07:00 in New York. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "Asia/Tokyo,       Nov 23 20:59:59, 2026-11-23T11:59:59.000Z",
        "Asia/Tokyo,       Nov 23 21:00:01, 2025-11-23T12:00:01.000Z",
        "America/New_York, Nov 23 06:59:59, 2026-11-23T11:59:59.000Z",
        "America/New_York, Nov 23 07:00:01, 2025-11-23T12:00:01.000Z"
    })
    void decideWhichYearATimeWithoutOneIsOf(ZoneId zone, String local, String expected) {
        ParserSettings settings =
                Parsed.settings().toBuilder().zones(Zones.of(zone)).build();
        byte[] line = ("<13>" + local + " host app: x").getBytes(UTF_8);

        assertThat(Parsed.of(settings, Parsed.headers("syslog"), line).event().string("@timestamp"))
                .isEqualTo(expected);
    }

    @Test
    void ofTheHostCountBeforeTheDatasets() {
        Zones zones = new Zones(ZoneOffset.UTC, Map.of("tokyo-1", TOKYO), Map.of("apache.error", NEW_YORK));

        assertThat(timestamp(zones, "tokyo-1", "apache_error")).isEqualTo("2011-03-05T01:34:21.000Z");
        assertThat(timestamp(zones, "other", "apache_error")).isEqualTo("2011-03-05T15:34:21.000Z");
        assertThat(timestamp(zones, null, "apache_error")).isEqualTo("2011-03-05T15:34:21.000Z");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "apache_error; [Sat Jan 01 00:00:00 0000] [error] x",
                "syslog; 0000-01-01T00:00:00 host app: x",
                "mine; 0000-01-01 00:00:00"
            })
    void thatLeadOutOfTheYearsWithFourDigitsMakeDeadLetters(String format, String line) {
        ParserSettings settings = Parsed.settings().toBuilder()
                .zones(Zones.of(TOKYO))
                .logFormats(Map.of("mine", "%{%F %T}t"))
                .build();

        assertThat(Parsed.of(settings, Parsed.headers(format), line.getBytes(UTF_8))
                        .deadLetter()
                        .reason())
                .isEqualTo(DeadLetterReason.BAD_TIMESTAMP);
    }

    private static String timestamp(Zones zones, String host, String format) {
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of(format),
                Position.ofBatch("b"),
                Provenance.UNKNOWN.from(host, null),
                Receipt.at(Parsed.RECEIVED.toEpochMilli()));
        return Parsed.of(
                        Parsed.settings().toBuilder().zones(zones).build(),
                        headers,
                        "[Sat Mar 05 10:34:21 2011] [error] x".getBytes(UTF_8))
                .event()
                .string("@timestamp");
    }
}
