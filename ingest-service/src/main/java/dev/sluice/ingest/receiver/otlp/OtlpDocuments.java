// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.chunk.RejectedLines;
import dev.sluice.ingest.protobuf.ProtobufTree;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.model.DeadLetterReason;
import java.util.function.LongConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The log records of one request: a JSON document each, and those that cannot be read. */
final class OtlpDocuments {

    private final JsonMapper json;
    private final LongConsumer reserve;
    private final LineBuffer lines = new LineBuffer();
    private final RejectedLines rejected = new RejectedLines();
    private boolean timed = true;

    private OtlpDocuments(JsonMapper json, LongConsumer reserve) {
        this.json = json;
        this.reserve = reserve;
    }

    /**
     * @param request in OTLP's JSON form, or as {@link OtlpMessages#REQUEST} reads it; unknown fields are ignored, but for values of no known kind
     * @param reserve asked for room for what is made: a resource is in the document of each of its records
     */
    static OtlpDocuments of(JsonNode request, JsonMapper json, LongConsumer reserve) {
        OtlpDocuments documents = new OtlpDocuments(json, reserve);
        for (JsonNode resourceLogs : elements(request, "resourceLogs")) {
            JsonNode resource = object(resourceLogs, "resource");
            for (JsonNode scopeLogs : elements(resourceLogs, "scopeLogs")) {
                JsonNode scope = object(scopeLogs, "scope");
                for (JsonNode logRecord : array(scopeLogs, "logRecords")) {
                    documents.add(logRecord, scope, resource);
                }
            }
        }
        return documents;
    }

    /** One document each. */
    LineBuffer lines() {
        return lines;
    }

    /** Records of which no event can be made. */
    RejectedLines rejected() {
        return rejected;
    }

    /** Whether every record carries its own time. */
    boolean timed() {
        return timed;
    }

    private void add(JsonNode logRecord, JsonNode scope, JsonNode resource) {
        try {
            OtlpRecord made = OtlpRecord.of(tree(logRecord), scope, resource);
            byte[] document = json.writeValueAsBytes(made.document);
            reserve.accept((long) LineBuffer.HELD * document.length);
            if (made.badTime() == null) {
                timed &= made.timed();
                lines.add(document);
            } else {
                rejected.add(document, made.badTime());
            }
        } catch (UnreadableRecordException e) {
            reject(logRecord, scope, resource, e.deadLetter());
        } catch (RequestRejectedException e) {
            if (e.reason().isTemporary()) {
                throw e;
            }
            reject(logRecord, scope, resource, new DeadLetterCause(DeadLetterReason.NOT_THE_FORMAT, e.getMessage()));
        }
    }

    /** Protobuf's records are read one by one, here. */
    private static JsonNode tree(JsonNode logRecord) {
        return logRecord.isBinary() ? ProtobufTree.read(bytes(logRecord), OtlpMessages.LOG_RECORD) : logRecord;
    }

    /** Keeps the record as it came: protobuf as its bytes, JSON with its scope and resource. */
    private void reject(JsonNode logRecord, JsonNode scope, JsonNode resource, DeadLetterCause cause) {
        byte[] content;
        if (logRecord.isBinary()) {
            content = bytes(logRecord);
        } else {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            all.set("resource", resource);
            all.set("scope", scope);
            all.set("logRecord", logRecord);
            content = json.writeValueAsBytes(all);
        }
        reserve.accept(content.length);
        rejected.add(content, cause);
    }

    private static byte[] bytes(JsonNode binary) {
        return binary.binaryValue();
    }

    private static JsonNode elements(JsonNode owner, String name) {
        JsonNode array = array(owner, name);
        for (JsonNode element : array) {
            if (!element.isObject()) {
                throw JsonBodies.broken("an element of " + name + " is not an object");
            }
        }
        return array;
    }

    private static JsonNode array(JsonNode owner, String name) {
        JsonNode array = owner.path(name);
        if (!array.isMissingNode() && !array.isNull() && !array.isArray()) {
            throw JsonBodies.broken(name + " is not an array");
        }
        return array;
    }

    private static JsonNode object(JsonNode owner, String name) {
        JsonNode object = owner.path(name);
        if (object.isMissingNode() || object.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!object.isObject()) {
            throw JsonBodies.broken(name + " is not an object");
        }
        return object;
    }
}
