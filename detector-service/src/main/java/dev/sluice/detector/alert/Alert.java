// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.alert;

import dev.sluice.detector.detection.Detection;
import dev.sluice.detector.window.IncidentChange;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import java.time.Instant;

/**
 * One document about an incident. All documents of one incident share {@link #id}, which follows from the detection's id and version, the group and
 * the incident's start alone: the same events give the same id, live, after a crash, and in a back-test.
 *
 * @param group what was counted by: an address, or an address and a path
 */
public record Alert(Detection detection, String group, IncidentChange change) {

    /** {@code sluice.alert.id}. */
    public String id() {
        return ids("alert").id(Math.multiplyExact(change.start(), 1000L), 0);
    }

    /** The id of this document: the alert's, and which change it tells of. */
    public String documentId() {
        return ids("alert-document")
                .id(Math.multiplyExact(change.at(), 1000L), change.kind().ordinal());
    }

    /** The client, where the group begins with one. */
    public String address() {
        int blank = group.indexOf(' ');
        return blank < 0 ? group : group.substring(0, blank);
    }

    public Instant time() {
        return Instant.ofEpochSecond(change.at());
    }

    /** Ids of alerts are no secret: who knows the events may know the alert's. */
    private EventIds ids(String kind) {
        String source = detection.id() + '\0' + detection.version() + '\0' + group + '\0' + change.start();
        return EventIds.ofBatch(EventIdSecret.PUBLIC, "-", kind, source);
    }
}
