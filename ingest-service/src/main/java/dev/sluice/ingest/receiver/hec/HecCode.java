// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

/** Splunk's codes, with the status and the text that go with each. */
enum HecCode {
    SUCCESS(0, 200, "Success"),
    TOKEN_REQUIRED(2, 401, "Token is required"),
    INVALID_AUTHORIZATION(3, 401, "Invalid authorization"),
    INVALID_TOKEN(4, 403, "Invalid token"),
    NO_DATA(5, 400, "No data"),
    INVALID_DATA_FORMAT(6, 400, "Invalid data format"),
    /** Splunk's own status is 400; 403 tells it from a broken request also to who looks at nothing else. */
    INCORRECT_INDEX(7, 403, "Incorrect index"),
    SERVER_BUSY(9, 503, "Server is busy"),
    CHANNEL_MISSING(10, 400, "Data channel is missing"),
    EVENT_REQUIRED(12, 400, "Event field is required"),
    EVENT_BLANK(13, 400, "Event field cannot be blank"),
    INVALID_FIELDS(15, 400, "Error in handling indexed fields"),
    HEALTHY(17, 200, "HEC is healthy");

    final int number;
    final int status;
    final String text;

    HecCode(int number, int status, String text) {
        this.number = number;
        this.status = status;
        this.text = text;
    }
}
