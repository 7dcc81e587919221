// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

/** What a directive of an httpd log format can hold, by its place in the event. */
enum AccessField {
    TIME,
    ADDRESS,
    PORT,
    IDENTITY,
    USER,
    REQUEST,
    METHOD,
    PATH,
    QUERY,
    PROTOCOL,
    STATUS,
    REQUEST_BYTES,
    RESPONSE_BYTES,
    BODY_BYTES,
    REFERRER,
    USER_AGENT,
    REQUEST_ID,
    DOMAIN,
    SERVER,
    SERVER_PORT,
    SECONDS,
    MILLISECONDS,
    MICROSECONDS,
    PROCESS,
    THREAD,
    FILE;

    static final int COUNT = values().length;
}
