// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.KeyedSignal;
import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.window.IncidentChange;
import dev.sluice.detector.window.KeyWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Correlations from their files to what is told. An event is a second, an address and a path. */
class SigmaCorrelationTest {

    private static final String BASE = """
            title: Log-in refused
            name: refused
            logsource: {category: webserver}
            detection:
              sel: {cs-uri-stem: /login, sc-status: 401}
              condition: sel
            ---
            title: Log-in
            name: accepted
            logsource: {category: webserver}
            detection:
              sel: {cs-uri-stem: /login, sc-status: 200}
              condition: sel
            ---
            title: Administration
            name: administration
            id: 0b1f9b1e-0000-4000-8000-000000000001
            logsource: {category: webserver}
            detection:
              sel: {cs-uri-stem|startswith: /admin}
              condition: sel
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // Three of one address within ten seconds; others' do not count, nor what is too old.
                "{type: event_count, rules: refused, group-by: [c-ip], timespan: 10s, condition: {gte: 3}} | 1a-401 2a-401 3a-401 | a",
                "{type: event_count, rules: refused, group-by: [c-ip], timespan: 10s, condition: {gt: 2}} | 1a-401 2b-401 3a-401 9a-401 | a",
                "{type: event_count, rules: refused, group-by: [c-ip], timespan: 10s, condition: {gte: 3}} | 1a-401 2b-401 3a-401 | \"\"",
                "{type: event_count, rules: refused, group-by: [c-ip], timespan: 10s, condition: {gte: 3}} | 1a-401 5a-401 12a-401 | \"\"",
                "{type: event_count, rules: [refused, accepted], group-by: c-ip, timespan: 1m, condition: {eq: 2}} | 1a-401 5a-200 | a",
                "{type: event_count, rules: refused, timespan: 10s, condition: {gte: 3}} | 1a-401 2b-401 3c-401 | all",
                // Different pages.
                "{type: value_count, rules: administration, group-by: [c-ip], timespan: 1m, condition: {field: cs-uri-stem, gte: 2}} | 1a/admin/x 2a/admin/y | a",
                "{type: value_count, rules: administration, group-by: [c-ip], timespan: 1m, condition: {field: cs-uri-stem, gte: 2}} | 1a/admin/x 2a/admin/x | \"\"",
                // All of them, in any order or in theirs.
                "{type: temporal, rules: [refused, accepted], group-by: [c-ip], timespan: 1m} | 1a-200 2a-401 | a",
                "{type: temporal, rules: [refused, accepted], group-by: [c-ip], timespan: 1m} | 1a-401 2a-401 3b-200 | \"\"",
                "{type: temporal_ordered, rules: [refused, accepted], group-by: [c-ip], timespan: 1m} | 1a-200 2a-401 | \"\"",
                "{type: temporal_ordered, rules: [refused, accepted], group-by: [c-ip], timespan: 1m} | 1a-401 2a-200 | a",
                "{type: temporal_ordered, rules: [refused, accepted], group-by: [c-ip], timespan: 10s} | 1a-401 12a-200 | \"\"",
                "{type: temporal_ordered, rules: [refused, accepted, refused], group-by: [c-ip], timespan: 1m} | 1a-401 2a-200 3a-200 | \"\"",
                "{type: temporal_ordered, rules: [refused, accepted, refused], group-by: [c-ip], timespan: 1m} | 1a-401 2a-200 3a-401 | a",
                "{type: temporal_ordered, rules: [0b1f9b1e-0000-4000-8000-000000000001, refused], group-by: [c-ip], timespan: 1m} | 1a/admin 2a-401 | a",
            })
    void whatIsTold(String correlation, String events, String groups) throws IOException {
        write("title: Several\ncorrelation: " + correlation + "\nlevel: high\n");

        List<String> told = told(events);

        assertThat(told).isEqualTo(groups.isEmpty() ? List.of() : List.of("Several " + groups));
    }

    @Test
    void theRulesThemselvesAreToldWhereTheCorrelationSaysSo() throws IOException {
        write(
                "title: Several\ncorrelation: {type: event_count, rules: refused, group-by: [c-ip], timespan: 10s, generate: true, condition: {gte: 2}}\n");

        assertThat(told("1a-401 2a-401")).containsExactlyInAnyOrder("Log-in refused a", "Several a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: event_count, rules: nobody, timespan: 1m, condition: {gte: 2}} | no rule over single events with the name or id [nobody]",
                "{type: event_count, rules: refused, timespan: 1y, condition: {gte: 2}} | line 2, column 60: timespan",
                "{type: event_count, rules: refused, timespan: 1m, condition: {lt: 2}} | lt is not supported",
                "{type: event_count, rules: refused, timespan: 1m} | there is no condition",
                "{type: value_count, rules: refused, timespan: 1m, condition: {gte: 2}} | there is no field",
                "{type: value_count, rules: refused, timespan: 1m, condition: {field: x, gte: 2}} | no field 'x'",
                "{type: value_count, rules: refused, timespan: 1m, condition: {field: c-ip, gte: 2000}} | at most 1000",
                "{type: median, rules: refused, timespan: 1m} | temporal_ordered, was 'median'",
                "{type: temporal, rules: [refused, accepted], timespan: 1m, aliases: {a: {refused: c-ip}}} | aliases is not supported",
            })
    void whatIsRefusedAndWhy(String correlation, String why) throws IOException {
        write("title: Several\ncorrelation: " + correlation + "\n");

        assertThatThrownBy(() -> RuleFolder.rules(List.of(folder))).hasMessageContaining(why);
    }

    private void write(String correlation) throws IOException {
        Files.writeString(folder.resolve("base.yml"), BASE);
        Files.writeString(folder.resolve("correlation.yml"), correlation);
    }

    /** The incidents that are opened, by title and group. */
    private List<String> told(String events) {
        EventDetector detector = new EventDetector(RuleFolder.rules(List.of(folder)));
        Map<String, KeyWindow> windows = new LinkedHashMap<>();
        for (String event : events.split(" ")) {
            detector.signals(
                    event(event),
                    signal -> windows.computeIfAbsent(
                                    signal.key(),
                                    key -> new KeyWindow(detector.detection(signal.detection())
                                            .orElseThrow()
                                            .spec()))
                            .add(signal.signal()));
        }
        List<String> told = new ArrayList<>();
        windows.forEach((key, window) -> window.close(1_000, change -> {
            if (change.kind() == IncidentChange.Kind.OPENED) {
                told.add(detector.detection(KeyedSignal.detectionOf(key))
                                .orElseThrow()
                                .title()
                        + ' '
                        + KeyedSignal.groupOf(key).replace("192.0.2.1", ""));
            }
        }));
        return told;
    }

    /** {@code 12a-401} is a log-in, {@code 12a/admin} a page. */
    private static DetectableEvent event(String text) {
        int letter = text.indexOf(
                text.chars().filter(Character::isLetter).findFirst().orElseThrow());
        char kind = text.charAt(letter + 1);
        String rest = text.substring(letter + 1);
        return DetectableEvent.of(Map.of(
                EventField.TIMESTAMP,
                Instant.ofEpochSecond(Integer.parseInt(text.substring(0, letter)))
                        .toString(),
                EventField.SOURCE_IP,
                "192.0.2.1" + text.charAt(letter),
                EventField.SOURCE_ADDRESS,
                "192.0.2.1" + text.charAt(letter),
                EventField.METHOD,
                "GET",
                EventField.URL_PATH,
                kind == '-' ? "/login" : rest,
                EventField.URL_ORIGINAL,
                kind == '-' ? "/login" : rest,
                EventField.STATUS,
                kind == '-' ? rest.substring(1) : "200"));
    }
}
