// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.otlp;

import dev.sluice.ingest.protobuf.Schema;

/** The messages of OTLP logs (logs_service.proto, logs.proto, common.proto). */
final class OtlpMessages {

    static final Schema REQUEST = request();

    private OtlpMessages() {}

    private static Schema request() {
        Schema any = new Schema();
        Schema keyValue = new Schema().text(1, "key").message(2, "value", any);
        Schema array = new Schema().repeated(1, "values", any);
        Schema list = new Schema().repeated(1, "values", keyValue);
        any.text(1, "stringValue")
                .with(2, "boolValue", Schema.Kind.BOOL)
                .with(3, "intValue", Schema.Kind.VARINT)
                .with(4, "doubleValue", Schema.Kind.DOUBLE)
                .message(5, "arrayValue", array)
                .message(6, "kvlistValue", list)
                .with(7, "bytesValue", Schema.Kind.BASE64);
        Schema logRecord = new Schema()
                .with(1, "timeUnixNano", Schema.Kind.FIXED64)
                .with(2, "severityNumber", Schema.Kind.VARINT)
                .text(3, "severityText")
                .message(5, "body", any)
                .repeated(6, "attributes", keyValue)
                .with(9, "traceId", Schema.Kind.HEX)
                .with(10, "spanId", Schema.Kind.HEX)
                .with(11, "observedTimeUnixNano", Schema.Kind.FIXED64)
                .text(12, "eventName");
        Schema scope = new Schema().text(1, "name").text(2, "version").repeated(3, "attributes", keyValue);
        Schema scopeLogs = new Schema().message(1, "scope", scope).repeated(2, "logRecords", logRecord);
        Schema resource = new Schema().repeated(1, "attributes", keyValue);
        Schema resourceLogs = new Schema().message(1, "resource", resource).repeated(2, "scopeLogs", scopeLogs);
        return new Schema().repeated(1, "resourceLogs", resourceLogs);
    }
}
