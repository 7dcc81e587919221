// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ClientTrailTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant END = Instant.parse("2026-11-29T13:00:00Z");

    private final ClientTrail trail = new ClientTrail("192.0.2.66", START, END, 3);

    private static ObjectNode event(String id, String time, String ip, String url) {
        return (ObjectNode) JSON.readTree("""
                {"@timestamp":"%s","event":{"id":"%s","dataset":"apache.access"},"source":{"address":"%s","ip":"%s"},
                 "http":{"request":{"method":"GET"},"response":{"status_code":404}},"url":{"original":"%s","path":"%s"}}""".formatted(time, id, ip, ip, url, url));
    }

    @Test
    void eventsOfBothStoresAreThereOnceInOrder() {
        trail.add("elasticsearch", event("b", "2026-11-29T12:00:02Z", "192.0.2.66", "/b"));
        trail.add("elasticsearch", event("a", "2026-11-29T12:00:01.500Z", "192.0.2.66", "/a"));
        trail.add("s3", event("a", "2026-11-29T12:00:01.500Z", "192.0.2.66", "/a"));
        trail.add("s3", event("c", "2026-11-29T12:00:03Z", "192.0.2.66", "/a"));

        assertThat(trail.steps())
                .extracting(TrailCommand::line)
                .containsExactly(
                        "2026-11-29T12:00:01.500Z  404    GET /a  apache.access  elasticsearch+s3",
                        "2026-11-29T12:00:02Z  404    GET /b  apache.access  elasticsearch",
                        "2026-11-29T12:00:03Z  404    GET /a  apache.access  s3");
        assertThat(trail.distinct("/url/path")).isEqualTo(2);
        assertThat(trail.more()).isFalse();
    }

    @Test
    void othersAndOtherTimesAreLeftOut() {
        trail.add("s3", event("a", "2026-11-29T12:00:01Z", "192.0.2.67", "/a"));
        trail.add("s3", event("b", "2026-11-29T11:59:59.999Z", "192.0.2.66", "/a"));
        trail.add("s3", event("c", "2026-11-29T13:00:00Z", "192.0.2.66", "/a"));
        trail.add("s3", event("d", "some time", "192.0.2.66", "/a"));

        assertThat(trail.steps()).isEmpty();
    }

    @Test
    void theFirstAreKept() {
        for (int i = 9; i > 0; i--) {
            trail.add("s3", event("e" + i, "2026-11-29T12:00:0" + i + "Z", "192.0.2.66", "/" + i));
        }
        assertThat(trail.add("s3", event("z", "2026-11-29T12:30:00Z", "192.0.2.66", "/z")))
                .isFalse();

        assertThat(trail.steps()).extracting(step -> step.text("/url/path")).containsExactly("/1", "/2", "/3");
        assertThat(trail.more()).isTrue();
    }

    @Test
    void alertsStandOut() {
        ObjectNode alert = (ObjectNode) JSON.readTree("""
                {"@timestamp":"2026-11-29T12:00:09Z","event":{"id":"x","kind":"alert","action":"opened"},"message":"A scan",
                 "source":{"ip":"192.0.2.66"},"sluice":{"alert":{"id":"AZ1"}}}""");
        trail.add("s3", alert);

        assertThat(trail.steps())
                .extracting(TrailCommand::line)
                .containsExactly("2026-11-29T12:00:09Z  ALERT  opened A scan  AZ1");
    }

    @Test
    void asJson() {
        trail.add("s3", event("a", "2026-11-29T12:00:01Z", "192.0.2.66", "/a"));

        JsonNode document =
                JSON.readTree(TrailCommand.document(trail, List.of("elasticsearch: away"), "192.0.2.66", START, END));
        assertThat(document.at("/events/0/event/url/path").asString()).isEqualTo("/a");
        assertThat(document.at("/events/0/stores/0").asString()).isEqualTo("s3");
        assertThat(document.at("/unread/0").asString()).isEqualTo("elasticsearch: away");
    }

    @Test
    void addressesAreTheSameHoweverTheyAreWritten() {
        ClientTrail six = new ClientTrail("2001:DB8::1", START, END, 3);
        six.add("s3", event("a", "2026-11-29T12:00:01Z", "2001:db8:0:0:0:0:0:1", "/a"));
        six.add("s3", event("b", "2026-11-29T12:00:02Z", "2001:db8::2", "/a"));

        assertThat(six.steps()).extracting(step -> step.text("/event/id")).containsExactly("a");
    }
}
