// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.block;

import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads all alerts from the log's start, each time the service starts: the block list is what they say. */
@Component
class AlertReader {

    private static final Logger LOG = LoggerFactory.getLogger(AlertReader.class);

    private final JsonMapper json = new JsonMapper();
    private final BlockList list;

    AlertReader(BlockList list) {
        this.list = list;
    }

    @KafkaListener(
            topics = "logs.alerts",
            groupId = "sluice-blocklist-${random.uuid}",
            containerFactory = "alertListeners")
    void read(byte[] alert) {
        try {
            JsonNode event = json.readTree(alert);
            list.alerted(
                    event.at("/source/address").asString(""),
                    event.at("/event/severity").asInt(0),
                    Instant.parse(event.path("@timestamp").asString()),
                    event.at("/rule/id").asString(""),
                    event.at("/sluice/alert/id").asString(""));
        } catch (JacksonException | java.time.DateTimeException e) {
            LOG.warn(
                    "an alert on logs.alerts is not as the detector writes them, and blocks nobody: {}",
                    e.getMessage());
        }
    }
}
