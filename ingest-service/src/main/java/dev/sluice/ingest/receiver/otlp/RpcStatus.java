// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Codes and messages of {@code google.rpc} that OTLP answers with (<a
 * href="https://github.com/googleapis/googleapis/tree/master/google/rpc">status.proto,
 * code.proto, error_details.proto</a>).
 */
final class RpcStatus {

    static final int OK = 0;
    static final int CANCELLED = 1;
    static final int INVALID_ARGUMENT = 3;
    static final int DEADLINE_EXCEEDED = 4;
    static final int PERMISSION_DENIED = 7;
    static final int RESOURCE_EXHAUSTED = 8;
    static final int UNIMPLEMENTED = 12;
    static final int UNAVAILABLE = 14;
    static final int UNAUTHENTICATED = 16;

    private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

    private static final int FIRST_FIELD = 1;
    private static final int SECOND_FIELD = 2;
    private static final int THIRD_FIELD = 3;

    private RpcStatus() {}

    /** A {@code Status}. */
    static byte[] of(int code, String text) {
        return numberAndText(code, text);
    }

    /** A {@code Status} whose details say after how many seconds the same request may come again. */
    static byte[] of(int code, String text, int retryAfterSeconds) {
        byte[] delay = message(out -> out.writeInt64(FIRST_FIELD, retryAfterSeconds));
        byte[] retryInfo = message(out -> out.writeByteArray(FIRST_FIELD, delay));
        byte[] detail = message(out -> {
            out.writeString(FIRST_FIELD, RETRY_INFO);
            out.writeByteArray(SECOND_FIELD, retryInfo);
        });
        return message(out -> {
            out.writeInt64(FIRST_FIELD, code);
            out.writeString(SECOND_FIELD, text);
            out.writeByteArray(THIRD_FIELD, detail);
        });
    }

    /** An {@code ExportLogsServiceResponse}; empty for whole success. */
    static byte[] exported(long rejected, String why) {
        return rejected == 0
                ? new byte[0]
                : message(out -> out.writeByteArray(FIRST_FIELD, numberAndText(rejected, why)));
    }

    private static byte[] numberAndText(long number, String text) {
        return message(out -> {
            out.writeInt64(FIRST_FIELD, number);
            out.writeString(SECOND_FIELD, text);
        });
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array never fails", e);
        }
        return bytes.toByteArray();
    }
}
