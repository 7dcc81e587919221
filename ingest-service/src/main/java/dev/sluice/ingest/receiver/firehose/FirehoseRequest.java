// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.firehose;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.ingest.request.KnownFormats;
import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.ReservedLabels;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What the headers and the query of a delivery say. */
final class FirehoseRequest {

    static final String REQUEST_ID = IdempotencyKey.FIREHOSE_REQUEST_ID;

    private static final String VERSION = "X-Amz-Firehose-Protocol-Version";
    private static final String SOURCE_ARN = "X-Amz-Firehose-Source-Arn";
    private static final String COMMON_ATTRIBUTES = "X-Amz-Firehose-Common-Attributes";
    private static final Set<String> QUERY = new TreeSet<>(Set.of("format", "dataset", "namespace"));

    private static final int LONGEST_ID = 255;
    private static final int LONGEST_ARN = 512;
    /** 50 attributes of 256 and 1,024 characters. */
    private static final int LONGEST_ATTRIBUTES = 72 * 1024;

    private static final int LONGEST_LABEL_NAME = 64;

    private FirehoseRequest() {}

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if anything is missing, unknown or not as it should be */
    static ChunkHeaders headers(HttpServletRequest request, KnownFormats formats, Sender sender, long now) {
        String version = RequestParameters.header(request, VERSION, LONGEST_ID);
        if (!"1.0".equals(version)) {
            throw RequestParameters.bad(VERSION, "must be 1.0, was " + version);
        }
        String id = RequestParameters.header(request, REQUEST_ID, LONGEST_ID);
        if (id == null) {
            throw RequestParameters.bad(REQUEST_ID, "is missing");
        }
        Map<String, String> query = RequestParameters.query(request, QUERY);
        return new ChunkHeaders(
                Routing.of(formats.of(query.get("format")))
                        .inNamespace(sender.namespaceFor(
                                RequestParameters.dataStreamPart("namespace", query.get("namespace"))))
                        .inDataset(RequestParameters.dataStreamPart("dataset", query.get("dataset"))),
                Position.ofBatch(id),
                Provenance.of(sender.name()).labelled(labels(request)),
                Receipt.at(now));
    }

    private static Map<String, String> labels(HttpServletRequest request) {
        Map<String, String> labels = new TreeMap<>();
        String attributes = RequestParameters.header(request, COMMON_ATTRIBUTES, LONGEST_ATTRIBUTES);
        if (attributes != null) {
            JsonBodies.read(
                    new ByteArrayInputStream(attributes.getBytes(StandardCharsets.UTF_8)),
                    json -> readAttributes(json, labels));
        }
        String arn = RequestParameters.header(request, SOURCE_ARN, LONGEST_ARN);
        if (arn != null) {
            labels.put(ReservedLabels.FIREHOSE_ARN, arn);
        }
        return labels;
    }

    /** Reads {@code {"commonAttributes": {"key": "value"}}}. */
    private static Void readAttributes(JsonParser json, Map<String, String> labels) {
        json.nextToken();
        JsonBodies.expect(json, JsonToken.START_OBJECT, COMMON_ATTRIBUTES + " is not an object");
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean known = json.currentName().equals("commonAttributes");
            json.nextToken();
            if (!known) {
                json.skipChildren();
                continue;
            }
            JsonBodies.expect(json, JsonToken.START_OBJECT, "commonAttributes is not an object");
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = labelName(json.currentName());
                json.nextToken();
                JsonBodies.expect(json, JsonToken.VALUE_STRING, "a common attribute is not a string");
                labels.put(name, json.getString());
            }
        }
        return null;
    }

    /** Attributes may have any name; labels are fields and header names. */
    private static String labelName(String attribute) {
        String name = attribute.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_.-]", "_");
        String free = ReservedLabels.contains(name) ? "attribute_" + name : name;
        return free.length() <= LONGEST_LABEL_NAME ? free : free.substring(0, LONGEST_LABEL_NAME);
    }
}
