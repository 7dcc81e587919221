// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.RequestParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One unary call of gRPC over HTTP/2 as a request of the servlet container
 * (<a href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">protocol</a>): the message stands behind a byte that says
 * whether it is
 * compressed, and four with its length.
 */
final class GrpcCall {

    static final String ENCODING = "grpc-encoding";

    private static final String TIMEOUT = "grpc-timeout";
    private static final Pattern TIMEOUT_FORM = Pattern.compile("(\\d{1,8})([HMSmun])");
    private static final int PREFIX = 5;
    private static final long UNSIGNED = 0xffffffffL;

    private final IngestRequest request;
    private final HttpServletRequest http;

    GrpcCall(IngestRequest request) {
        this.request = request;
        http = request.http();
    }

    /** @throws RequestRejectedException if it is no call of gRPC, or one that cannot be answered as such */
    void requireGrpc() {
        String type = OtlpResponses.mediaType(http);
        if (type == null || !type.equals(OtlpGrpcResponses.TYPE) && !type.startsWith(OtlpGrpcResponses.TYPE + "+")) {
            throw new RequestRejectedException(
                    RejectionReason.UNSUPPORTED_TYPE, "the Content-Type must be application/grpc");
        }
        if (!http.getProtocol().startsWith("HTTP/2")) {
            throw new RequestRejectedException(
                    RejectionReason.BAD_PARAMETER,
                    "gRPC needs HTTP/2; send to the port of sluice.ingest.otlp.grpc.port, or OTLP over HTTP to "
                            + OtlpResponses.PATH);
        }
    }

    /**
     * The one message of the call, decompressed.
     *
     * @throws RequestRejectedException if there is none or more than one, and whatever reading a body may throw
     */
    byte[] readMessage() {
        long start = System.nanoTime();
        try {
            InputStream in = http.getInputStream();
            byte[] prefix = in.readNBytes(PREFIX);
            if (prefix.length < PREFIX) {
                throw notOneMessage("it holds none");
            }
            long length = ByteBuffer.wrap(prefix, 1, Integer.BYTES).getInt() & UNSIGNED;
            byte[] message =
                    request.openMessage(in, length, encoding(prefix[0])).readAllBytes();
            if (in.read() >= 0) {
                throw notOneMessage("it holds more than one");
            }
            requireInTime(start);
            return message;
        } catch (IOException e) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_CUT, "the message could not be read; nothing of it was accepted", e);
        }
    }

    private ContentEncoding encoding(byte compressed) {
        return switch (compressed) {
            case 0 -> ContentEncoding.IDENTITY;
            case 1 -> ContentEncoding.of(http.getHeader(ENCODING));
            default -> throw notOneMessage("its first byte is neither 0 nor 1");
        };
    }

    /** Whoever waits no longer sends again: what is not begun by then would be there twice. */
    private void requireInTime(long start) {
        Duration timeout = timeout(http.getHeader(TIMEOUT));
        if (timeout != null && timeout.minusNanos(System.nanoTime() - start).isNegative()) {
            throw new RequestRejectedException(
                    RejectionReason.TOO_SLOW,
                    "the call's deadline of " + timeout.toMillis()
                            + " ms was over before its message was here; nothing of it was accepted");
        }
    }

    private static Duration timeout(String text) {
        if (text == null) {
            return null;
        }
        Matcher form = TIMEOUT_FORM.matcher(text);
        if (!form.matches()) {
            throw RequestParameters.bad(TIMEOUT, "must be up to 8 digits and one of H M S m u n");
        }
        long count = Long.parseLong(form.group(1));
        return switch (form.group(2).charAt(0)) {
            case 'H' -> Duration.ofHours(count);
            case 'M' -> Duration.ofMinutes(count);
            case 'S' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMillis(count);
            case 'u' -> Duration.ofNanos(1000 * count);
            default -> Duration.ofNanos(count);
        };
    }

    private static RequestRejectedException notOneMessage(String why) {
        return new RequestRejectedException(
                RejectionReason.BROKEN_BODY,
                "the call is not one message of gRPC: " + why + "; nothing of it was accepted");
    }
}
