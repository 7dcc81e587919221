// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** What a sender is told whose request never reaches the service: a problem (RFC 9457) that names the setting. */
record RefusalText(int status, String title, String detail) {

    static final RefusalText HEADER_TIMEOUT = new RefusalText(
            408,
            "Request Timeout",
            "the header did not come within the time that " + ConnectionSettings.HEADER_TIMEOUT
                    + " gives it, or others needed the connection");

    static final RefusalText TOO_MANY_REQUESTS = new RefusalText(
            503,
            "Service Unavailable",
            "as many requests are being answered as " + ConnectionSettings.MAX_REQUESTS + " allows; come again");

    private static final int FRAME_HEADER = 9;
    private static final int GOAWAY = 7;

    static final String CONTENT_TYPE = "application/problem+json";

    static final String RETRY_AFTER_SECONDS = "1";

    /** @param setting the name of the limit */
    static RefusalText tooManyConnections(String setting) {
        return new RefusalText(
                503, "Service Unavailable", "there are as many connections as " + setting + " allows; come again");
    }

    byte[] body() {
        String type = title.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
        return """
            {"detail":"%s","status":%d,"title":"%s","type":"urn:sluice:problem:%s"}\
            """.formatted(detail, status, title, type).getBytes(UTF_8);
    }

    /** A whole answer, for a connection on which nobody else is writing. */
    ByteBuffer onTheWire() {
        byte[] body = body();
        byte[] head = ("HTTP/1.1 " + status + ' ' + title + "\r\nContent-Type: " + CONTENT_TYPE + "\r\nContent-Length: "
                        + body.length + "\r\nRetry-After: " + RETRY_AFTER_SECONDS + "\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    /**
     * A GOAWAY frame (RFC 9113, section 6.8) that takes no stream for processed, so that a client sends again over another connection what it was
     * about to send.
     */
    ByteBuffer asFrame() {
        byte[] debug = detail.getBytes(UTF_8);
        int payload = 2 * Integer.BYTES + debug.length;
        return ByteBuffer.allocate(FRAME_HEADER + payload)
                .putInt(payload << Byte.SIZE | GOAWAY)
                .put((byte) 0)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .put(debug)
                .flip();
    }
}
