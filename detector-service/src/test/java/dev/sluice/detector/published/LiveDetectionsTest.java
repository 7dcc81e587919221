// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.published;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.backtest.Backtest;
import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.stream.TopologyRun;
import dev.sluice.operations.rules.RulesLog;
import dev.sluice.operations.rules.RulesVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class LiveDetectionsTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private static final String RULE = """
        title: Asks for %1$s
        id: %2$s
        author: Ada
        date: 2026-11-29
        logsource: {category: webserver}
        detection:
          selection: {cs-uri-stem|contains: %1$s}
          condition: selection
        level: high
        """;

    @TempDir
    private Path folder;

    private Path rules;
    private final Log log = new Log();
    private LiveDetections detections;

    @BeforeEach
    void start() throws IOException {
        rules = Files.createDirectory(folder.resolve("rules"));
        write("one.yml", "/one", "one");
        detections = new LiveDetections(List.of(rules), log.reader(), InstantSource.fixed(START));
        detections.catchUp();
    }

    @Test
    void theFolderIsPublishedWithWhoAndWhen() throws IOException {
        assertThat(log.versions).singleElement().satisfies(version -> {
            assertThat(version.version()).matches("1-[0-9a-f]{8}");
            assertThat(version.at()).isEqualTo(START);
            assertThat(version.by())
                    .startsWith(Files.getOwner(rules.resolve("one.yml")).getName() + "@");
            assertThat(version.files())
                    .containsOnlyKeys(rules.resolve("one.yml").toString());
        });
    }

    @Test
    void aChangedFolderIsInForceWithoutARestartAndItsFormerRulesAreKnown() throws IOException {
        Detection before = detection("one");
        write("one.yml", "/other", "one");
        write("two.yml", "/two", "two");
        detections.refresh();

        assertThat(log.versions).hasSize(2);
        assertThat(found("/one")).isEmpty();
        assertThat(found("/other")).containsExactly("one");
        assertThat(found("/two")).containsExactly("two");
        assertThat(detection("one").version()).isNotEqualTo(before.version()).startsWith("2026-11-29-");
        assertThat(detections.detection(before.key())).contains(before);
    }

    @Test
    void aRuleThatStayedKeepsItsVersionWhateverIsChangedBesideIt() throws IOException {
        Detection before = detection("one");
        write("two.yml", "/two", "two");
        detections.refresh();

        assertThat(detection("one")).isEqualTo(before);
    }

    @Test
    void aBrokenRuleChangesNothingAndHealthSaysWhereUntilItIsMended() throws IOException {
        EventDetector before = detections.inForce();
        for (String broken : List.of("title: [", "title: x\n", RULE.formatted("/x", "one|two"))) {
            Files.writeString(rules.resolve("two.yml"), broken);
            detections.refresh();

            assertThat(detections.inForce()).isSameAs(before);
            assertThat(log.versions).hasSize(1);
            assertThat(new DetectionsHealth(detections).health().getStatus()).isEqualTo(new Status("DEGRADED"));
        }
        Files.writeString(rules.resolve("two.yml"), "title: x\nlogsource: 3\n");
        detections.refresh();
        assertThat(detections.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("two.yml: line 2, column 12"));

        Files.delete(rules.resolve("two.yml"));
        detections.refresh();

        assertThat(new DetectionsHealth(detections).health().getStatus()).isEqualTo(Status.UP);
        assertThat(log.versions).hasSize(1);
    }

    @Test
    void aVersionThatCannotBeUsedHereChangesNothingAndHealthSaysSo() {
        log.publish(Map.of("new.yml", "title: of a later release\n"));
        detections.refresh();

        assertThat(found("/one")).containsExactly("one");
        assertThat(detections.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("version 2-", "new.yml"));

        log.publish(Map.of("new.yml", RULE.formatted("/new", "new")));
        detections.refresh();

        assertThat(found("/new")).containsExactly("new");
        assertThat(detections.problem()).isEmpty();
    }

    @Test
    void withoutAFolderNothingIsPublishedAndWhatWasPublishedIsInForce() {
        LiveDetections follower = new LiveDetections(List.of(), log.reader(), InstantSource.fixed(START));
        assertThat(found(follower, "/one")).isEmpty();
        follower.catchUp();
        follower.refresh();

        assertThat(found(follower, "/one")).containsExactly("one");
        assertThat(log.versions).hasSize(1);
    }

    @Test
    void anEmptyFolderTakesAllRulesAway() throws IOException {
        Files.delete(rules.resolve("one.yml"));
        detections.refresh();

        assertThat(log.versions).hasSize(2);
        assertThat(found("/one")).isEmpty();
    }

    @Test
    void whatAnotherInstanceHasReadFirstIsLookedForOnTheTopic() throws IOException {
        LiveDetections other = new LiveDetections(List.of(), log.reader(), InstantSource.fixed(START));
        other.catchUp();
        write("two.yml", "/two", "two");
        detections.refresh();

        assertThat(other.detection(detection("two").key())).isPresent();
        assertThat(other.detection("three|1")).isEmpty();
    }

    @Test
    void whileTheBrokersAreAwayAllStaysAndIsPublishedLater() throws IOException {
        log.isAway = true;
        write("two.yml", "/two", "two");
        detections.refresh();
        assertThat(found("/two")).isEmpty();
        assertThatThrownBy(detections::catchUp).isInstanceOf(KafkaException.class);

        log.isAway = false;
        detections.refresh();

        assertThat(found("/two")).containsExactly("two");
    }

    /** A longer history than the detections that are remembered: only the end of it is read. */
    @Test
    void aLongHistoryIsReadFromItsEnd() {
        for (int i = 0; i < 30; i++) {
            log.publish(Map.of("n.yml", RULE.formatted("/n" + i, "n")));
        }
        LiveDetections late = new LiveDetections(List.of(), log.reader(), InstantSource.fixed(START));
        late.catchUp();

        assertThat(found(late, "/n29")).containsExactly("n");
        assertThat(late.detection(key(28))).isPresent();
        assertThat(late.detection(key(2))).isEmpty();
    }

    private String key(int i) {
        return new EventDetector(RuleFolder.rules(Map.of("n.yml", RULE.formatted("/n" + i, "n"))))
                .detections()
                .getLast()
                .key();
    }

    @Test
    void whatOneVersionHasBegunEndsUnderItAndTheNextBeginsItsOwn() throws IOException {
        String first = detection("one").version();
        List<String> alerts = new ArrayList<>();
        try (TopologyRun run = TopologyRun.start(detections, folder.resolve("state"), START)) {
            run.event(event("/one", 1));
            run.clock(Duration.ofSeconds(5));
            alerts.addAll(run.alerts());

            Files.writeString(rules.resolve("one.yml"), RULE.formatted("/on", "one"));
            detections.refresh();
            run.event(event("/one", 2));
            run.clock(Duration.ofSeconds(5));
            alerts.addAll(run.alerts());

            for (int i = 0; i < 80; i++) {
                run.clock(Duration.ofSeconds(5));
            }
            alerts.addAll(run.alerts());
        }
        String second = detection("one").version();
        assertThat(second).isNotEqualTo(first);
        assertThat(alerts)
                .extracting(alert -> alert.substring(0, alert.lastIndexOf(' ')))
                .containsExactlyInAnyOrder(
                        "opened " + first, "opened " + second, "closed " + first, "closed " + second);
        assertThat(alerts)
                .extracting(alert -> alert.substring(alert.lastIndexOf(' ') + 1))
                .as("each incident has one id")
                .satisfies(
                        ids -> assertThat(List.copyOf(ids).stream().distinct()).hasSize(2));
    }

    /** As {@code ./sluice detect try} does it, from a folder or from what was published. */
    @Test
    void theSameRulesGiveTheSameIdsLiveAndAfterwards() {
        List<String> live;
        try (TopologyRun run = TopologyRun.start(detections, folder.resolve("state"), START)) {
            run.event(event("/one", 1));
            for (int i = 0; i < 80; i++) {
                run.clock(Duration.ofSeconds(5));
            }
            live = run.alertIds();
        }
        Backtest backtest = new Backtest(
                new EventDetector(RuleFolder.rules(log.versions.getFirst().files())));
        backtest.add(event("/one", 1));

        assertThat(live).hasSize(2);
        assertThat(backtest.alerts()).extracting(Alert::documentId).containsExactlyElementsOf(live);
    }

    private void write(String file, String path, String id) throws IOException {
        Files.writeString(rules.resolve(file), RULE.formatted(path, id));
    }

    private Detection detection(String id) {
        return detections.inForce().detections().stream()
                .filter(detection -> detection.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<String> found(String path) {
        return found(detections, path);
    }

    private static List<String> found(LiveDetections by, String path) {
        List<String> found = new ArrayList<>();
        by.inForce()
                .signals(
                        DetectableEvent.read(event(path, 1)),
                        signal -> found.add(signal.detection()
                                .substring(0, signal.detection().indexOf('|'))));
        return found;
    }

    private static byte[] event(String path, int id) {
        return """
            {"@timestamp":"%s","event":{"id":"%05d"},"source":{"address":"192.0.2.1","ip":"192.0.2.1"},\
            "url":{"original":"%s","path":"%s"},"http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
            """.formatted(START, id, path, path).getBytes(UTF_8);
    }

    /** The log without Kafka, which several instances share. */
    private static final class Log {

        private final List<RulesVersion> versions = new ArrayList<>();
        private boolean isAway;

        void publish(Map<String, String> files) {
            versions.add(RulesVersion.after(
                    versions.isEmpty() ? null : versions.getLast(), files, "ada@host", Instant.EPOCH));
        }

        RulesLog reader() {
            return new RulesLog() {
                private int next;

                @Override
                public List<RulesVersion> read() {
                    if (isAway) {
                        throw new KafkaException("away");
                    }
                    List<RulesVersion> news = List.copyOf(versions.subList(next, versions.size()));
                    next = versions.size();
                    return news;
                }

                @Override
                public void publish(RulesVersion version) {
                    versions.add(version);
                }
            };
        }
    }
}
