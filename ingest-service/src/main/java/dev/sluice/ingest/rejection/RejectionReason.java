// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import java.util.Locale;

/** Why a request was rejected: a closed list, for metrics, and for protocols that have a code of their own for each. */
public enum RejectionReason {
    /** The body holds no byte. */
    EMPTY_BODY(400, "Empty body"),
    /** The body is not what its encoding or media type says. */
    BROKEN_BODY(400, "Broken body"),
    /** The body ended before its announced end, or the connection broke. */
    BODY_CUT(400, "Body cut short"),
    /** A header or query parameter is missing, unknown or has a wrong value. */
    BAD_PARAMETER(400, "Bad header or parameter"),
    UNKNOWN_FORMAT(400, "Unknown format"),
    NO_TOKEN(401, "Token missing"),
    WRONG_TOKEN(401, "Token not known"),
    /** The token is good, but not for this. */
    FORBIDDEN(403, "Not allowed"),
    /** A web page of another site has made a browser send it. */
    CROSS_SITE(403, "Cross-site request"),
    /** Nothing is received at that path. */
    UNKNOWN_PATH(404, "Unknown path"),
    /** The sender sends, but slower than the time-out allows. */
    TOO_SLOW(408, "Sender too slow"),
    /** The body is over the limit after decompression. */
    BODY_TOO_LARGE(413, "Body too large"),
    /** The request holds more lines, documents or records than it may. */
    TOO_MANY_EVENTS(413, "Too many events"),
    UNKNOWN_ENCODING(415, "Unknown Content-Encoding"),
    /** The Content-Type is one that no protocol here has. */
    UNSUPPORTED_TYPE(415, "Unsupported Content-Type"),
    /** The Host is no name of this service. */
    UNKNOWN_HOST(421, "Unknown host"),
    /** The key of an earlier request came with another body. */
    KEY_REUSED(422, "Key used for another body"),
    /** The token is over its own rate. */
    RATE_LIMITED(429, "Over the rate"),
    /** There is more in flight than may be. */
    OVERLOADED(429, "Overloaded"),
    /** A fault of ours. */
    INTERNAL_ERROR(500, "Internal error"),
    /** Kafka did not acknowledge in time. */
    KAFKA_AWAY(503, "Kafka is away");

    private final int status;
    private final String title;

    RejectionReason(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that says it best, for protocols that leave the choice to us. */
    public int status() {
        return status;
    }

    /** The same for every occurrence (RFC 9457, section 3.1.3). */
    public String title() {
        return title;
    }

    /** E.g. {@code empty-body}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the same request can succeed later, so that the sender is told when to come back. */
    public boolean isTemporary() {
        return this == RATE_LIMITED || this == OVERLOADED || this == KAFKA_AWAY;
    }

    /** Whether it is about who sends, and not about what is sent. */
    public boolean isDenial() {
        return status == 401 || status == 403 || status == 421 || status == 429;
    }
}
