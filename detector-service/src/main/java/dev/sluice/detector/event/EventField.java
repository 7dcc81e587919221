// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.event;

import java.util.Arrays;
import java.util.Optional;

/** The fields of an event that detections may read, by their ECS names. */
public enum EventField {
    SOURCE_ADDRESS("source.address"),
    SOURCE_IP("source.ip"),
    URL_ORIGINAL("url.original"),
    URL_PATH("url.path"),
    URL_QUERY("url.query"),
    URL_DOMAIN("url.domain"),
    DESTINATION_DOMAIN("destination.domain"),
    METHOD("http.request.method"),
    REFERRER("http.request.referrer"),
    MIME_TYPE("http.request.mime_type"),
    STATUS("http.response.status_code"),
    BODY_BYTES("http.response.body.bytes"),
    USER_AGENT("user_agent.original"),
    USER_NAME("user.name"),
    HOST_NAME("host.name"),
    FILE_PATH("log.file.path"),
    LOG_LEVEL("log.level"),
    MESSAGE("message"),
    DATASET("event.dataset"),
    DURATION("event.duration"),
    EVENT_ID("event.id"),
    TIMESTAMP("@timestamp");

    private final String ecs;

    EventField(String ecs) {
        this.ecs = ecs;
    }

    public String ecs() {
        return ecs;
    }

    public static Optional<EventField> named(String ecs) {
        return Arrays.stream(values()).filter(field -> field.ecs.equals(ecs)).findFirst();
    }
}
