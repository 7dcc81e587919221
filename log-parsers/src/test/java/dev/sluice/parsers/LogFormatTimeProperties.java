// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Times that {@code strftime} prints, in whatever forms are put together. */
class LogFormatTimeProperties {

    /** What each conversion prints, as a pattern of Java's. */
    private static final Map<Character, String> JAVA = Map.ofEntries(
            Map.entry('Y', "uuuu"),
            Map.entry('y', "uu"),
            Map.entry('m', "MM"),
            Map.entry('b', "MMM"),
            Map.entry('B', "MMMM"),
            Map.entry('d', "dd"),
            Map.entry('e', "ppd"),
            Map.entry('j', "DDD"),
            Map.entry('H', "HH"),
            Map.entry('k', "ppH"),
            Map.entry('I', "hh"),
            Map.entry('l', "pph"),
            Map.entry('p', "a"),
            Map.entry('M', "mm"),
            Map.entry('S', "ss"),
            Map.entry('a', "EEE"),
            Map.entry('A', "EEEE"),
            Map.entry('z', "xx"),
            Map.entry('F', "uuuu-MM-dd"),
            Map.entry('D', "MM/dd/uu"),
            Map.entry('T', "HH:mm:ss"),
            Map.entry('R', "HH:mm"),
            Map.entry('r', "hh:mm:ss a"),
            Map.entry('c', "EEE MMM ppd HH:mm:ss uuuu"));

    @Property
    void areReadBack(
            @ForAll("dates") String date,
            @ForAll("timesOfDay") String timeOfDay,
            @ForAll("fractions") String fraction,
            @ForAll boolean dateFirst,
            @ForAll("years1969To2068") LocalDateTime local,
            @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int offsetMinutes) {
        OffsetDateTime time = local.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));
        String first = dateFirst ? date : timeOfDay;
        String second = dateFirst ? timeOfDay : date;
        String format = "[%{" + first + "}t|%{" + second + " %z}t" + fraction + "]";
        String line = "[" + strftime(first, time) + "|" + strftime(second, time) + " " + strftime("%z", time)
                + printed(fraction, time) + "]";
        ParserSettings settings =
                Parsed.settings().toBuilder().logFormats(Map.of("mine", format)).build();

        Parsed.Event event = Parsed.of(settings, Parsed.headers("mine"), line.getBytes(UTF_8))
                .event();

        OffsetDateTime expected = fraction.isEmpty() ? time.withNano(0) : time;
        assertThat(Instant.parse(event.string("@timestamp")))
                .as("%s as %s", line, format)
                .isEqualTo(expected.toInstant());
    }

    /** A line that was damaged is an event or a dead letter, whatever the damage. */
    @Property
    void loseNoLine(
            @ForAll("dates") String date,
            @ForAll("timesOfDay") String timeOfDay,
            @ForAll("years1969To2068") LocalDateTime local,
            @ForAll @IntRange(max = 60) int at,
            @ForAll byte other,
            @ForAll boolean isCutOff) {
        OffsetDateTime time = local.atOffset(ZoneOffset.UTC);
        byte[] line = (strftime(date, time) + strftime(timeOfDay, time) + " UTC").getBytes(UTF_8);
        int damaged = at % line.length;
        line[damaged] = other == '\n' || other == '\r' ? 0 : other;
        byte[] value = isCutOff ? Arrays.copyOf(line, damaged + 1) : line;
        ParserSettings settings = Parsed.settings().toBuilder()
                .logFormats(Map.of("mine", "%{" + date + "}t%{" + timeOfDay + " %Z}t"))
                .build();

        Parsed parsed = Parsed.of(settings, Parsed.headers("mine"), value);

        assertThat(parsed.events().size() + parsed.deadLetters().size()).isEqualTo(1);
    }

    @Provide
    Arbitrary<String> dates() {
        return Arbitraries.of(
                "%F",
                "%D", "%d/%b/%Y", "%e %B %Y", "%Y%m%d", "%y%m%d", "%Y-%j", "%j of %y", "%a %F", "%A, %d %b %y", "%c");
    }

    @Provide
    Arbitrary<String> timesOfDay() {
        return Arbitraries.of("%T", "%H%M%S", "%k.%M.%S", "%R:%S", "%r", "%I%p %M %S", "%p%l-%M-%S");
    }

    @Provide
    Arbitrary<String> fractions() {
        return Arbitraries.of("", ".%{msec_frac}t", "%{msec_frac}t", ",%{usec_frac}t", "%{begin:usec_frac}t");
    }

    /** The years that two digits stand for, to the millisecond. */
    @Provide
    Arbitrary<LocalDateTime> years1969To2068() {
        long from = LocalDateTime.of(1969, 1, 1, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
        long to = LocalDateTime.of(2069, 1, 1, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli() - 1;
        return Arbitraries.longs()
                .between(from, to)
                .map(millis -> LocalDateTime.ofEpochSecond(
                        Math.floorDiv(millis, 1000L), (int) Math.floorMod(millis, 1000L) * 1_000_000, ZoneOffset.UTC));
    }

    private static String strftime(String format, OffsetDateTime time) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            text.append(
                    c == '%'
                            ? DateTimeFormatter.ofPattern(JAVA.get(format.charAt(++i)), Locale.ENGLISH)
                                    .format(time)
                            : c);
        }
        return text.toString();
    }

    private static String printed(String fraction, OffsetDateTime time) {
        return fraction.replaceFirst("%\\{(begin:)?msec_frac}t", String.format("%03d", time.getNano() / 1_000_000))
                .replaceFirst("%\\{(begin:)?usec_frac}t", String.format("%06d", time.getNano() / 1_000));
    }
}
