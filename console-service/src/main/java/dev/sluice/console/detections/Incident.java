// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.detections;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What all alerts of one incident say together.
 *
 * @param id {@code sluice.alert.id}
 * @param rule its id
 * @param severity as ECS has it: 73 is high
 * @param group what was counted by: an address, or an address and a path
 * @param address of the client, or empty
 * @param last when the newest alert of it was given
 * @param open whether no alert says that it is over
 * @param count the highest count within the window so far
 * @param window in seconds
 * @param signals since its start
 * @param techniques of MITRE ATT&amp;CK
 * @param samples what was seen, as senders wrote it
 * @param events ids of events that were counted
 */
record Incident(
        String id,
        String rule,
        String title,
        int severity,
        String group,
        String address,
        Instant start,
        Instant last,
        boolean open,
        long count,
        long threshold,
        long window,
        long signals,
        List<String> techniques,
        List<String> samples,
        List<String> events) {

    /**
     * Of alerts, the newest first. What is no alert is passed over.
     *
     * @return the newest incident first
     */
    static List<Incident> of(List<JsonNode> alerts) {
        Map<String, Incident> incidents = new LinkedHashMap<>();
        for (JsonNode alert : alerts) {
            String id = alert.at("/sluice/alert/id").asString("");
            if (!id.isEmpty() && !incidents.containsKey(id)) {
                try {
                    incidents.put(id, newest(id, alert));
                } catch (DateTimeException ignored) {
                    // Somebody else has written it.
                }
            }
        }
        return List.copyOf(incidents.values());
    }

    private static Incident newest(String id, JsonNode alert) {
        JsonNode evidence = alert.at("/sluice/alert");
        return new Incident(
                id,
                alert.at("/rule/id").asString(""),
                alert.at("/rule/name").asString(""),
                alert.at("/event/severity").asInt(0),
                evidence.path("group").asString(""),
                alert.at("/source/address").asString(""),
                Instant.parse(alert.at("/event/start").asString("")),
                Instant.parse(alert.path("@timestamp").asString("")),
                !alert.at("/event/action").asString("").equals("closed"),
                evidence.path("count").asLong(0),
                evidence.path("threshold").asLong(0),
                evidence.path("window").asLong(0),
                evidence.path("signals").asLong(0),
                texts(alert.at("/threat/technique/id")),
                texts(evidence.path("samples")),
                texts(evidence.path("events")));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(each -> each.asString("")).toList();
    }
}
