// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import dev.sluice.model.DataStream;
import dev.sluice.model.Ecs;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Traffic of a minute as an ECS event ({@code event.kind: metric}) of the dataset {@value #DATASET}, in the namespace of the events. */
public final class TrafficWriter {

    public static final String DATASET = "sluice.traffic";

    private static final JsonMapper JSON = new JsonMapper();
    private static final double MEDIAN = 0.50;
    private static final double NINETY_FIVE = 0.95;
    private static final double NINETY_NINE = 0.99;

    private TrafficWriter() {}

    /** @param part what tells this document from others of the same minute and data stream */
    public static String id(TrafficKey key, String part) {
        return EventIds.ofReport(EventIdSecret.PUBLIC, DATASET + '\0' + key.text() + '\0' + part)
                .id(key.start().toEpochMilli(), 0);
    }

    public static String dataStream(TrafficKey key) {
        return new DataStream(DATASET, key.namespace()).name();
    }

    /**
     * @param top paths and clients that are named
     * @param created when it is written: {@code event.created}; it is no part of what the document is
     */
    public static byte[] write(TrafficKey key, Traffic traffic, String id, int top, Instant created) {
        ObjectNode event = JSON.createObjectNode();
        event.put("@timestamp", key.start().toString());
        event.putObject("ecs").put("version", Ecs.VERSION);
        event.putObject("data_stream")
                .put("type", "logs")
                .put("dataset", DATASET)
                .put("namespace", key.namespace());
        event.put("message", key.dataset() + ": " + traffic.events() + " events in the minute of " + key.start());
        ObjectNode meta = event.putObject("event");
        meta.put("kind", "metric").put("dataset", DATASET).put("id", id);
        meta.put("created", created.toString()).put("ingested", created.toString());
        meta.put("start", key.start().toString()).put("end", key.end().toString());
        ObjectNode sums = event.putObject("sluice").putObject("traffic");
        sums.put("dataset", key.dataset()).put("namespace", key.namespace());
        sums.put("events", traffic.events()).put("bytes", traffic.bytes());
        ObjectNode status = sums.putObject("status");
        for (int statusClass = 1; statusClass <= Traffic.CLASSES; statusClass++) {
            status.put(statusClass + "xx", traffic.statuses(statusClass));
        }
        quantiles(sums, "size", traffic.sizes());
        quantiles(sums, "duration", traffic.durations());
        items(sums, "paths", "path", traffic.paths(), top);
        items(sums, "clients", "address", traffic.clients(), top);
        return JSON.writeValueAsBytes(event);
    }

    private static void quantiles(ObjectNode sums, String name, Quantiles quantiles) {
        if (quantiles.count() > 0) {
            sums.putObject(name)
                    .put("count", quantiles.count())
                    .put("p50", quantiles.at(MEDIAN))
                    .put("p95", quantiles.at(NINETY_FIVE))
                    .put("p99", quantiles.at(NINETY_NINE));
        }
    }

    /** Counts are least ones: each may be higher by the error. */
    private static void items(ObjectNode sums, String name, String text, FrequentItems items, int top) {
        ArrayNode array = JSON.createArrayNode();
        for (FrequentItems.Item item : items.top(top)) {
            array.addObject().put(text, item.text()).put("events", item.count());
        }
        if (!array.isEmpty()) {
            sums.set(name, array);
            sums.put(name + "_error", items.error());
        }
    }
}
