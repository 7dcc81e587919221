// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

/** Why a line or document could not be processed: a closed list, on which alerts and replays may rely. */
public enum DeadLetterReason {
    /** The line is not of the format that its sender named. */
    NOT_THE_FORMAT,
    /** The line's shape is right, but its date or time does not exist or cannot be read. */
    BAD_TIMESTAMP,
    /** The line is longer than the limit. */
    LINE_TOO_LONG,
    /** The event made from the line is longer than a record may be. */
    EVENT_TOO_LARGE,
    /** Not a JSON object, or nested deeper than the limit. */
    BAD_JSON,
    /** A payload that should be base64 is not. */
    BAD_BASE64,
    /** A payload that should be gzip is not, or is cut short. */
    BAD_GZIP,
    /** A payload that grows past the limit when decompressed. */
    BOMB,
    /** The record's own headers are missing or cannot be read. */
    BAD_HEADERS,
    /** The sender has used an {@code Idempotency-Key} again for another body. */
    KEY_REUSED,
    /** The store refused this one document for good. */
    SINK_REJECTED,
    /** A reason that this release does not know; never written. */
    UNKNOWN;

    /** The reason of that name, or {@link #UNKNOWN}. */
    public static DeadLetterReason ofName(String name) {
        for (DeadLetterReason reason : values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return UNKNOWN;
    }
}
