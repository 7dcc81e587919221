// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.protobuf.ProtobufSchema;

/** The messages of OTLP logs (logs_service.proto, logs.proto, common.proto). */
final class OtlpMessages {

    static final ProtobufSchema REQUEST = request();

    private OtlpMessages() {}

    private static ProtobufSchema request() {
        ProtobufSchema any = new ProtobufSchema();
        ProtobufSchema keyValue = new ProtobufSchema().text(1, "key").message(2, "value", any);
        ProtobufSchema array = new ProtobufSchema().repeated(1, "values", any);
        ProtobufSchema list = new ProtobufSchema().repeated(1, "values", keyValue);
        any.text(1, "stringValue")
                .with(2, "boolValue", ProtobufSchema.Kind.BOOL)
                .with(3, "intValue", ProtobufSchema.Kind.VARINT)
                .with(4, "doubleValue", ProtobufSchema.Kind.DOUBLE)
                .message(5, "arrayValue", array)
                .message(6, "kvlistValue", list)
                .with(7, "bytesValue", ProtobufSchema.Kind.BASE64);
        ProtobufSchema logRecord = new ProtobufSchema()
                .with(1, "timeUnixNano", ProtobufSchema.Kind.FIXED64)
                .with(2, "severityNumber", ProtobufSchema.Kind.VARINT)
                .text(3, "severityText")
                .message(5, "body", any)
                .repeated(6, "attributes", keyValue)
                .with(9, "traceId", ProtobufSchema.Kind.HEX)
                .with(10, "spanId", ProtobufSchema.Kind.HEX)
                .with(11, "observedTimeUnixNano", ProtobufSchema.Kind.FIXED64)
                .text(12, "eventName");
        ProtobufSchema scope =
                new ProtobufSchema().text(1, "name").text(2, "version").repeated(3, "attributes", keyValue);
        ProtobufSchema scopeLogs =
                new ProtobufSchema().message(1, "scope", scope).repeated(2, "logRecords", logRecord);
        ProtobufSchema resource = new ProtobufSchema().repeated(1, "attributes", keyValue);
        ProtobufSchema resourceLogs =
                new ProtobufSchema().message(1, "resource", resource).repeated(2, "scopeLogs", scopeLogs);
        return new ProtobufSchema().repeated(1, "resourceLogs", resourceLogs);
    }
}
