// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.parsers.FormatExplainer.Explanation;
import dev.sluice.parsers.engine.Zones;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Times that a {@code LogFormat} has in forms of its own: mod_log_config's words, and the conversions of POSIX's {@code strftime} and of glibc's, as
 * their manuals have them.
 */
class LogFormatTimesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                // mod_log_config, "Custom Log Formats": %t and its words
                "no argument is %t; %{}t; [22/Nov/2026:10:00:00 +0100]; 2026-11-22T09:00:00.000Z",
                "begin alone is %t; %{begin}t; [22/Nov/2026:10:00:00 +0100]; 2026-11-22T09:00:00.000Z",
                "end alone is %t of the end; %{end}t; [22/Nov/2026:10:00:00 +0100]; 2026-11-22T09:00:00.000Z",
                "begin: without a format; %{begin:}t; [22/Nov/2026:10:00:00 +0100]; 2026-11-22T09:00:00.000Z",
                "sec; %{sec}t; 1795345200; 2026-11-22T11:00:00.000Z",
                "msec; %{msec}t; 1795345200123; 2026-11-22T11:00:00.123Z",
                "usec; %{usec}t; 1795345200123456; 2026-11-22T11:00:00.123Z",
                "msec_frac behind sec; %{sec}t.%{msec_frac}t; 1795345200.007; 2026-11-22T11:00:00.007Z",
                "usec_frac behind sec; %{sec}t.%{usec_frac}t; 1795345200.007999; 2026-11-22T11:00:00.007Z",
                "begin: with a word; %{begin:msec}t; 1795345200123; 2026-11-22T11:00:00.123Z",
                "end: with a word; %{end:msec}t; 1795345200123; 2026-11-22T11:00:00.123Z",
                // its note: "You can use multiple %{format}t tokens instead"
                "several tokens; [%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t]; [22/Nov/2026:10:00:00.123 +0100]; 2026-11-22T09:00:00.123Z",
                "several with usec_frac; [%{%d/%b/%Y:%T}t.%{usec_frac}t %{%z}t]; [22/Nov/2026:10:00:00.123456 -0330]; 2026-11-22T13:30:00.123Z",
                "tokens that touch; %{%Y%m%d}t%{%H%M%S}t%{msec_frac}t; 20261122100000123; 2026-11-22T10:00:00.123Z",
                "%t with a fraction; %t %{msec_frac}t; [22/Nov/2026:10:00:00 +0100] 123; 2026-11-22T09:00:00.123Z",
                "the finest counts; %t %{usec}t; [22/Nov/2026:10:00:00 +0100] 1795345200123456; 2026-11-22T11:00:00.123Z",
                "words in quotes; \"%{sec}t\"; \"1795345200\"; 2026-11-22T11:00:00.000Z",
                // POSIX strftime
                "%Y-%m-%d and %H:%M:%S; %{%Y-%m-%dT%H:%M:%S}t; 2026-11-22T10:00:01; 2026-11-22T10:00:01.000Z",
                "%F %T; %{%F %T}t; 2026-11-22 10:00:01; 2026-11-22T10:00:01.000Z",
                "%D %R; %{%D %R}t; 11/22/26 10:59; 2026-11-22T10:59:00.000Z",
                "%z west; %{%F %T %z}t; 2026-11-22 10:00:01 -0800; 2026-11-22T18:00:01.000Z",
                "%Z that is UTC; %{%F %T %Z}t; 2026-11-22 10:00:01 UTC; 2026-11-22T10:00:01.000Z",
                "%Z that is GMT; %{%F %T %Z}t; 2026-11-22 10:00:01 GMT; 2026-11-22T10:00:01.000Z",
                "%Z of a zone without a name (tz database); %{%F %T %Z}t; 2026-11-22 10:00:01 -03; 2026-11-22T13:00:01.000Z",
                "the same with minutes; %{%F %T %Z}t; 2026-11-22 10:00:01 +0545; 2026-11-22T04:15:01.000Z",
                "%s; %{%s}t; 1795345200; 2026-11-22T11:00:00.000Z",
                "%b; %{%d %b %Y %T}t; 22 Nov 2026 10:00:01; 2026-11-22T10:00:01.000Z",
                "%h is %b; %{%d-%h-%Y %T}t; 22-Nov-2026 10:00:01; 2026-11-22T10:00:01.000Z",
                "%B; %{%d %B %Y %T}t; 22 November 2026 10:00:01; 2026-11-22T10:00:01.000Z",
                "%B of three letters; %{%d %B %Y %T}t; 22 May 2026 10:00:01; 2026-05-22T10:00:01.000Z",
                "%e padded; %{%e/%b/%Y}t; ' 3/Nov/2026'; 2026-11-03T00:00:00.000Z",
                "%e of two digits; %{%e/%b/%Y}t; 13/Nov/2026; 2026-11-13T00:00:00.000Z",
                "%y from 69; %{%y%m%d}t; 690102; 1969-01-02T00:00:00.000Z",
                "%y up to 68; %{%y%m%d}t; 681231; 2068-12-31T00:00:00.000Z",
                "%C%y; %{%C%y-%m-%d}t; 1926-11-22; 1926-11-22T00:00:00.000Z",
                "%j of a leap year; %{%Y-%j %T}t; 2024-366 10:00:01; 2024-12-31T10:00:01.000Z",
                "%I %p before noon; %{%F %I:%M:%S %p}t; 2026-11-22 12:00:01 AM; 2026-11-22T00:00:01.000Z",
                "%I %p at noon; %{%F %I:%M:%S %p}t; 2026-11-22 12:00:01 PM; 2026-11-22T12:00:01.000Z",
                "%I %p after noon; %{%F %I:%M:%S %p}t; 2026-11-22 01:00:01 PM; 2026-11-22T13:00:01.000Z",
                "%r; %{%F %r}t; 2026-11-22 11:59:59 PM; 2026-11-22T23:59:59.000Z",
                "%c of the C locale; %{%c}t; Sun Nov  1 10:00:01 2026; 2026-11-01T10:00:01.000Z",
                "%x %X of the C locale; %{%x %X}t; 11/22/26 10:00:01; 2026-11-22T10:00:01.000Z",
                "%a is known already; %{%a, %d %b %Y %T %Z}t; Sun, 22 Nov 2026 10:00:01 GMT; 2026-11-22T10:00:01.000Z",
                "%A is known already; %{%A %F}t; Sunday 2026-11-22; 2026-11-22T00:00:00.000Z",
                "%u, %w, %U, %V, %W, %G and %g are, too; %{%u%w %U %V %W %G %g %F}t; 70 47 47 46 2026 26 2026-11-22; 2026-11-22T00:00:00.000Z",
                "%t is a tab, %% is itself; %{%F%t100%%}t; 2026-11-22\t100%; 2026-11-22T00:00:00.000Z",
                // glibc strftime
                "%k and %l; %{%F %k %l%P}t; 2026-11-22  9  9am; 2026-11-22T09:00:00.000Z",
                "%P; %{%F %I:%M %P}t; 2026-11-22 11:59 pm; 2026-11-22T23:59:00.000Z",
                "no padding; %{%-d.%-m.%Y %-H:%M}t; 2.1.2026 9:05; 2026-01-02T09:05:00.000Z",
                "padding with blanks; %{%_d.%_m.%Y}t; ' 2.11.2026'; 2026-11-02T00:00:00.000Z",
                "padding with zeros; %{%0e.%0m.%Y}t; 02.11.2026; 2026-11-02T00:00:00.000Z",
                // no year: the latest that puts it at most a day after the time of receipt, 2026-11-22T12:00
                "no year; %{%b %e %T}t; Dec 31 10:00:01; 2025-12-31T10:00:01.000Z",
                "no year, early in this one; %{%b %e %T}t; Feb  1 10:00:01; 2026-02-01T10:00:01.000Z",
                "no year, a day ahead; %{%b %e %T}t; Nov 23 11:59:59; 2026-11-23T11:59:59.000Z",
                "no year, a leap day; %{%b %e %T}t; Feb 29 10:00:01; 2024-02-29T10:00:01.000Z"
            })
    void reads(String rule, String format, String text, String timestamp) {
        String line = text.replace("'", "") + " 192.0.2.7";

        assertThat(parse(format + " %h", line).event().string("@timestamp")).isEqualTo(timestamp);
        assertThat(parse(format, text.replace("'", "")).event().string("@timestamp"))
                .isEqualTo(timestamp);
    }

    @Test
    void takeTheConfiguredZoneIfTheyHaveNone() {
        ParserSettings settings = Parsed.settings().toBuilder()
                .logFormats(Map.of("mine", "%{%F %T}t.%{msec_frac}t"))
                .zones(new Zones(ZoneId.of("UTC"), Map.of(), Map.of("apache.access", ZoneId.of("Europe/Berlin"))))
                .build();

        assertThat(Parsed.of(settings, Parsed.headers("mine"), "2026-07-01 12:00:00.250".getBytes(UTF_8))
                        .event()
                        .string("@timestamp"))
                .isEqualTo("2026-07-01T10:00:00.250Z");
    }

    @Test
    void putTheEndOfTheRequestWhereEcsHasIt() {
        Parsed.Event event = parse(
                        "%{end:%F %T}t.%{end:msec_frac}t %h %{begin:msec}t", "2026-11-22 11:00:02.500 h 1795345200123")
                .event();

        assertThat(event.string("@timestamp")).isEqualTo("2026-11-22T11:00:00.123Z");
        assertThat(event.string("event.end")).isEqualTo("2026-11-22T11:00:02.500Z");
        assertThat(event.at("apache").isMissingNode()).isTrue();
    }

    @Test
    void haveNoEndBesidesTheEventsOwn() {
        assertThat(parse("%{end:sec}t", "1795345200").event().at("event").has("end"))
                .isFalse();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "%{%F}t; 2026-02-29; a date and time that exist at byte 0",
                "%h %{%F %T}t; h 2026-02-28 24:00:00; a date and time that exist at byte 2",
                "%{%F %I %p}t; 2026-02-28 00 AM; a date and time that exist at byte 0",
                "%{%F %I %p}t; 2026-02-28 13 AM; a date and time that exist at byte 0",
                "%{%Y-%j}t; 2026-366; a date and time that exist at byte 0",
                "%{%Y-%j}t; 2026-000; a date and time that exist at byte 0",
                "%{%F %z}t; 2026-02-28 +1900; a date and time that exist at byte 0",
                "%{%F %z}t; 2026-02-28 +0160; a date and time that exist at byte 0",
                "%{%F %z}t; 0000-01-01 +0100; a date and time that exist at byte 0",
                "%{sec}t; 999999999999; a date and time that exist at byte 0",
                "%{%b %d}t; Feb 30; a date and time that exist at byte 0"
            })
    void areDeadLettersIfTheyDoNotExist(String format, String line, String message) {
        Parsed.DeadLetter letter = parse(format, line).deadLetter();

        assertThat(letter.reason()).isEqualTo(DeadLetterReason.BAD_TIMESTAMP);
        assertThat(letter.message()).endsWith(message);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "%{%F}t %h; 2026-2-3 h; expected %{%F}t followed by ' ' at byte 0",
                "%h %{%d %b}t; h 22 Nux; expected %{%d %b}t up to the end of the line at byte 2",
                "%h %{%d %B}t; h 22 Novembre; expected %{%d %B}t up to the end of the line at byte 2",
                "%{%A %F}t; Someday 2026-11-22; expected %{%A %F}t up to the end of the line at byte 0",
                "%{%F %Z}t; 2026-11-22 CEST; expected %{%F %Z}t up to the end of the line at byte 0",
                "%{%F %z}t; 2026-11-22 0100; expected %{%F %z}t up to the end of the line at byte 0",
                "%{%F %I%p}t; 2026-11-22 10XM; expected %{%F %I%p}t up to the end of the line at byte 0",
                "%{sec}t.%{msec_frac}t; 1795345200.12; expected %{msec_frac}t up to the end of the line at byte 11",
                "%{%F}t%{%T}t; 2026-11-22x10:00:00; expected %{%T}t up to the end of the line at byte 10",
                "%{%F}t; 2026-11-22x; expected the end of the line at byte 10",
                "%{%F}t; 2026-1; expected %{%F}t up to the end of the line at byte 0"
            })
    void areDeadLettersIfTheyAreWrittenOtherwise(String format, String line, String message) {
        Parsed.DeadLetter letter = parse(format, line).deadLetter();

        assertThat(letter.reason()).isEqualTo(DeadLetterReason.NOT_THE_FORMAT);
        assertThat(letter.message()).isEqualTo(message);
    }

    @Test
    void areExplained() {
        FormatExplainer explainer = new FormatExplainer(Parsed.settings().toBuilder()
                .logFormats(Map.of("mine", "%h [%{%F %T}t.%{msec_frac}t]"))
                .build());

        assertThat(explainer
                        .explain(Parsed.headers("auto"), "h [2026-11-22 10:00:00,123]".getBytes(UTF_8))
                        .formats())
                .contains(new Explanation(
                        "mine",
                        false,
                        DeadLetterReason.NOT_THE_FORMAT,
                        "expected %{%F %T}t followed by '.' at byte 3"));
        assertThat(explainer
                        .explain(Parsed.headers("auto"), "h [2026-11-22 10:00:00.123]".getBytes(UTF_8))
                        .formats())
                .contains(new Explanation("mine", true, null, null));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "%h %{%F %Q}t; '%Q' at character 8 of the log format, in the directive %{%F %Q}t, is not known",
                "%{%F%n}t; '%n' at character 4",
                "%h %{end:%Ey}t; '%E' at character 9",
                "%{%F %}t; '%' at character 5 of the log format, in the directive %{%F %}t, is cut short",
                "%{%^b %d}t; '%^' at character 2",
                "%{%-b %d}t; '%-b' at character 2 of the log format, in the directive %{%-b %d}t, has a flag that is for numbers",
                "%{%s%Y}t; '%Y' at character 4 of the log format, in the directive %{%s%Y}t, can't be told from the number before it",
                "%{%-d7}t; can't be told from the number before it",
                "%{%H:%M}t; %{%H:%M}t does not say the day",
                "%{msec_frac}t; %{msec_frac}t does not say the day",
                "%{%d}t %{%T}t; %{%d}t with %{%T}t does not say the day",
                "%{%j}t; %{%j}t does not say the day",
                "%t %{end:%T}t; %{end:%T}t does not say the day",
                "%{msecs}t; %{msecs}t does not say the day",
                "%{%F %I:%M}t; %{%F %I:%M}t does not say which half of the day",
                "%{sec}t%{msec_frac}t; nothing stands between %{sec}t and the directive after it",
                "%{sec}t0 %h; the digits behind %{sec}t",
                "%h%{%F}t; nothing stands between %h"
            })
    void stopTheStartIfTheyCannotBeReadBack(String format, String message) {
        assertThatThrownBy(() -> parse(format, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'mine'")
                .hasMessageContaining(message);
    }

    private static Parsed parse(String format, String line) {
        ParserSettings settings =
                Parsed.settings().toBuilder().logFormats(Map.of("mine", format)).build();
        return Parsed.of(settings, Parsed.headers("mine"), line.getBytes(UTF_8));
    }
}
