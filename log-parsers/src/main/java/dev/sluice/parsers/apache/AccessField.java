// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

/**
 * What a directive of an httpd log format can hold, by number: constants rather than an enum, since they index the arrays of
 * {@link AccessLine} for every field of every line.
 */
final class AccessField {

    static final int TIME = 0;
    static final int ADDRESS = 1;
    static final int PORT = 2;
    static final int IDENTITY = 3;
    static final int USER = 4;
    static final int REQUEST = 5;
    static final int METHOD = 6;
    static final int PATH = 7;
    static final int QUERY = 8;
    static final int PROTOCOL = 9;
    static final int STATUS = 10;
    static final int REQUEST_BYTES = 11;
    static final int RESPONSE_BYTES = 12;
    static final int BODY_BYTES = 13;
    static final int REFERRER = 14;
    static final int USER_AGENT = 15;
    static final int REQUEST_ID = 16;
    static final int DOMAIN = 17;
    static final int SERVER = 18;
    static final int SERVER_PORT = 19;
    static final int SECONDS = 20;
    static final int MILLISECONDS = 21;
    static final int MICROSECONDS = 22;
    static final int PROCESS = 23;
    static final int THREAD = 24;
    static final int FILE = 25;
    static final int HEX_THREAD = 26;
    static final int TLS_VERSION = 27;
    static final int TLS_CIPHER = 28;
    static final int TLS_SERVER_NAME = 29;
    static final int TLS_CLIENT_SUBJECT = 30;
    static final int TLS_CLIENT_ISSUER = 31;
    static final int TLS_SERVER_SUBJECT = 32;
    static final int TLS_SERVER_ISSUER = 33;
    static final int TLS_RESUMED = 34;

    /** Fields that a format named itself are numbered from here. */
    static final int COUNT = 35;

    private AccessField() {}
}
