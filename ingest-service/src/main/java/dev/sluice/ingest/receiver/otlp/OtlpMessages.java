// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.protobuf.ProtobufSchema;

/** The messages of OTLP logs (logs_service.proto, logs.proto, common.proto). */
final class OtlpMessages {

    private static final ProtobufSchema KEY_VALUE = new ProtobufSchema();
    private static final ProtobufSchema ANY_VALUE = anyValue();

    /** ExportLogsServiceRequest; log records are left as bytes, since one that cannot be read is no reason to refuse the others. */
    static final ProtobufSchema REQUEST = request();

    /** LogRecord. */
    static final ProtobufSchema LOG_RECORD = logRecord();

    private OtlpMessages() {}

    private static ProtobufSchema anyValue() {
        ProtobufSchema any = new ProtobufSchema();
        KEY_VALUE.text(1, "key").message(2, "value", any);
        ProtobufSchema array = new ProtobufSchema().repeated(1, "values", any);
        ProtobufSchema list = new ProtobufSchema().repeated(1, "values", KEY_VALUE);
        return any.text(1, "stringValue")
                .with(2, "boolValue", ProtobufSchema.Kind.BOOL)
                .with(3, "intValue", ProtobufSchema.Kind.VARINT)
                .with(4, "doubleValue", ProtobufSchema.Kind.DOUBLE)
                .message(5, "arrayValue", array)
                .message(6, "kvlistValue", list)
                .with(7, "bytesValue", ProtobufSchema.Kind.BASE64);
    }

    private static ProtobufSchema logRecord() {
        return new ProtobufSchema()
                .with(1, "timeUnixNano", ProtobufSchema.Kind.FIXED64)
                .with(2, "severityNumber", ProtobufSchema.Kind.VARINT)
                .text(3, "severityText")
                .message(5, "body", ANY_VALUE)
                .repeated(6, "attributes", KEY_VALUE)
                .with(7, "droppedAttributesCount", ProtobufSchema.Kind.VARINT)
                .with(8, "flags", ProtobufSchema.Kind.FIXED32)
                .with(9, "traceId", ProtobufSchema.Kind.HEX)
                .with(10, "spanId", ProtobufSchema.Kind.HEX)
                .with(11, "observedTimeUnixNano", ProtobufSchema.Kind.FIXED64)
                .text(12, "eventName");
    }

    private static ProtobufSchema request() {
        ProtobufSchema scope = new ProtobufSchema()
                .text(1, "name")
                .text(2, "version")
                .repeated(3, "attributes", KEY_VALUE)
                .with(4, "droppedAttributesCount", ProtobufSchema.Kind.VARINT);
        ProtobufSchema scopeLogs =
                new ProtobufSchema().message(1, "scope", scope).repeatedBytes(2, "logRecords");
        ProtobufSchema resource = new ProtobufSchema()
                .repeated(1, "attributes", KEY_VALUE)
                .with(2, "droppedAttributesCount", ProtobufSchema.Kind.VARINT);
        ProtobufSchema resourceLogs =
                new ProtobufSchema().message(1, "resource", resource).repeated(2, "scopeLogs", scopeLogs);
        return new ProtobufSchema().repeated(1, "resourceLogs", resourceLogs);
    }
}
