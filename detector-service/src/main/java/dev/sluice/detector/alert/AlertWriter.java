// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.alert;

import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.window.IncidentChange;
import dev.sluice.detector.window.Signal;
import dev.sluice.model.DataStream;
import dev.sluice.model.Ecs;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Alerts as ECS events ({@code event.kind: alert}) of the dataset {@value #DATASET}. */
public final class AlertWriter {

    public static final String DATASET = "sluice.alerts";

    private static final JsonMapper JSON = new JsonMapper();

    private AlertWriter() {}

    /** @param created when it is written: {@code event.created}; it is no part of what the alert is */
    public static byte[] write(Alert alert, Instant created) {
        Detection detection = alert.detection();
        IncidentChange change = alert.change();
        ObjectNode event = JSON.createObjectNode();
        event.put("@timestamp", Instant.ofEpochSecond(change.at()).toString());
        event.putObject("ecs").put("version", Ecs.VERSION);
        event.putObject("data_stream")
                .put("type", "logs")
                .put("dataset", DATASET)
                .put("namespace", DataStream.DEFAULT_NAMESPACE);
        event.put("message", detection.title() + ": " + alert.group());
        ObjectNode meta = event.putObject("event");
        meta.put("kind", "alert").put("dataset", DATASET).put("id", alert.documentId());
        meta.put("created", created.toString()).put("ingested", created.toString());
        meta.put("severity", detection.level().severity());
        meta.put("action", change.kind().name().toLowerCase(Locale.ROOT));
        meta.put("start", Instant.ofEpochSecond(change.start()).toString());
        if (change.kind() == IncidentChange.Kind.CLOSED) {
            meta.put("end", Instant.ofEpochSecond(change.at()).toString());
        }
        ObjectNode rule = event.putObject("rule");
        rule.put("id", detection.id()).put("name", detection.title()).put("version", detection.version());
        rule.put("author", detection.origin().author())
                .put("license", detection.origin().licence());
        if (!detection.origin().references().isEmpty()) {
            rule.put("reference", detection.origin().references().getFirst());
        }
        techniques(event, detection.origin().techniques());
        if (detection.ofClient()) {
            source(event, alert.address());
        }
        evidence(event, alert);
        return JSON.writeValueAsBytes(event);
    }

    private static void techniques(ObjectNode event, List<String> techniques) {
        if (techniques.isEmpty()) {
            return;
        }
        ObjectNode threat = event.putObject("threat");
        threat.put("framework", "MITRE ATT&CK");
        ArrayNode ids = threat.putObject("technique").putArray("id");
        techniques.forEach(ids::add);
    }

    private static void source(ObjectNode event, String address) {
        ObjectNode source = event.putObject("source");
        source.put("address", address);
        try {
            source.put("ip", InetAddress.ofLiteral(address).getHostAddress());
        } catch (IllegalArgumentException e) {
            // A name, as a server writes it that looks names up.
        }
    }

    private static void evidence(ObjectNode event, Alert alert) {
        IncidentChange change = alert.change();
        ObjectNode evidence = event.putObject("sluice").putObject("alert");
        evidence.put("id", alert.id());
        evidence.put("group", alert.group());
        evidence.put("count", change.count());
        evidence.put("threshold", alert.detection().spec().threshold());
        evidence.put("window", alert.detection().spec().length());
        evidence.put("signals", change.total());
        ArrayNode ids = evidence.putArray("events");
        ArrayNode samples = evidence.putArray("samples");
        for (Signal signal : change.signals()) {
            if (!signal.eventId().isEmpty()) {
                ids.add(signal.eventId());
            }
            samples.add(signal.sample());
        }
    }
}
