// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.firehose;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.ingest.chunk.GluedJson;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.request.JsonBodies;
import java.util.Base64;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A delivery's body: {@code {"requestId": …, "timestamp": …, "records": [{"data": BASE64}]}}.
 *
 * <p>A record that is gzip is a CloudWatch Logs payload: it goes on in base64, as a line of its own, so that one broken payload spoils no other.
 * Anything else is lines, or JSON documents with or without newlines between them. A record may be empty.
 */
final class FirehoseRecords {

    /** How gzip starts in base64. */
    private static final String GZIP = "H4sI";

    final LineBuffer lines = new LineBuffer();
    final LineBuffer payloads = new LineBuffer();
    private final boolean payloadsOnly;
    private final boolean gluedJson;
    private String requestId;
    private boolean complete;

    private FirehoseRecords(boolean payloadsOnly, boolean gluedJson) {
        this.gluedJson = gluedJson;
        this.payloadsOnly = payloadsOnly;
    }

    /**
     * @param requestId as the header has it; the body must have the same
     * @param payloadsOnly whether all records are CloudWatch payloads, compressed or not
     * @param gluedJson whether a record may hold JSON documents without newlines between them
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if the body is not as specified
     */
    static FirehoseRecords read(JsonParser json, String requestId, boolean payloadsOnly, boolean gluedJson) {
        FirehoseRecords records = new FirehoseRecords(payloadsOnly, gluedJson);
        records.readBody(json);
        if (!records.complete) {
            throw JsonBodies.broken("it has no records");
        }
        if (!requestId.equals(records.requestId)) {
            throw JsonBodies.broken("its requestId is not the one of " + FirehoseRequest.REQUEST_ID);
        }
        return records;
    }

    private void readBody(JsonParser json) {
        json.nextToken();
        JsonBodies.expect(json, JsonToken.START_OBJECT, "it is not an object");
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "requestId" -> requestId = json.getValueAsString();
                case "records" -> readRecords(json);
                default -> json.skipChildren();
            }
        }
    }

    private void readRecords(JsonParser json) {
        JsonBodies.expect(json, JsonToken.START_ARRAY, "records is not an array");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean data = json.currentName().equals("data");
                json.nextToken();
                if (data) {
                    JsonBodies.expect(json, JsonToken.VALUE_STRING, "a record's data is not a string");
                    add(json.getString());
                } else {
                    json.skipChildren();
                }
            }
        }
        JsonBodies.expect(json, JsonToken.END_ARRAY, "a record is not an object");
        complete = true;
    }

    private void add(String base64) {
        if (payloadsOnly || base64.startsWith(GZIP)) {
            payloads.add(base64.getBytes(US_ASCII));
            return;
        }
        try {
            byte[] data = Base64.getDecoder().decode(base64);
            lines.add(gluedJson ? GluedJson.lines(data) : data);
        } catch (IllegalArgumentException e) {
            throw JsonBodies.broken("a record's data is not base64");
        }
    }
}
