// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;

/** Writes what mod_ssl's variables say as ECS's {@code tls}: {@code TLSv1.3} is version 1.3 of the protocol {@code tls}. */
final class TlsFields {

    private static final Key TLS = Key.of("tls");
    private static final Key VERSION = Key.of("version");
    private static final Key PROTOCOL = Key.of("version_protocol");
    private static final Key CIPHER = Key.of("cipher");
    private static final Key CLIENT = Key.of("client");
    private static final Key SERVER = Key.of("server");
    private static final Key SERVER_NAME = Key.of("server_name");
    private static final Key SUBJECT = Key.of("subject");
    private static final Key ISSUER = Key.of("issuer");
    private static final Key RESUMED = Key.of("resumed");
    private static final byte[] RESUMED_SESSION = "Resumed".getBytes(US_ASCII);
    private static final byte[] TLS_V = "TLSv".getBytes(US_ASCII);
    private static final byte[] SSL_V = "SSLv".getBytes(US_ASCII);

    private final AccessLine fields;
    private final AccessText text;

    TlsFields(AccessLine fields, AccessText text) {
        this.fields = fields;
        this.text = text;
    }

    /** Whether the version of a line is one that mod_ssl writes. */
    static boolean isVersion(byte[] bytes, AccessLine fields) {
        int from = fields.start(AccessField.TLS_VERSION);
        int to = fields.end(AccessField.TLS_VERSION);
        return !fields.has(AccessField.TLS_VERSION)
                || ByteSearch.startsWith(bytes, from, to, TLS_V)
                || ByteSearch.startsWith(bytes, from, to, SSL_V);
    }

    void write(JsonBuffer json, byte[] bytes) {
        if (!fields.hasAny(AccessField.TLS_VERSION, AccessField.TLS_RESUMED)) {
            return;
        }
        int tls = json.open(TLS);
        if (fields.has(AccessField.TLS_VERSION)) {
            version(json, bytes, fields.start(AccessField.TLS_VERSION), fields.end(AccessField.TLS_VERSION));
        }
        write(json, CIPHER, bytes, AccessField.TLS_CIPHER);
        if (fields.has(AccessField.TLS_RESUMED)) {
            int from = fields.start(AccessField.TLS_RESUMED);
            json.bool(RESUMED, ByteSearch.equal(bytes, from, fields.end(AccessField.TLS_RESUMED), RESUMED_SESSION));
        }
        int client = json.open(CLIENT);
        write(json, SERVER_NAME, bytes, AccessField.TLS_SERVER_NAME);
        write(json, SUBJECT, bytes, AccessField.TLS_CLIENT_SUBJECT);
        write(json, ISSUER, bytes, AccessField.TLS_CLIENT_ISSUER);
        json.close(client);
        int server = json.open(SERVER);
        write(json, SUBJECT, bytes, AccessField.TLS_SERVER_SUBJECT);
        write(json, ISSUER, bytes, AccessField.TLS_SERVER_ISSUER);
        json.close(server);
        json.close(tls);
    }

    private static void version(JsonBuffer json, byte[] bytes, int from, int to) {
        boolean isTls = ByteSearch.startsWith(bytes, from, to, TLS_V);
        boolean isSsl = ByteSearch.startsWith(bytes, from, to, SSL_V);
        int number = isTls || isSsl ? from + TLS_V.length : from;
        if (to - number == 1 && isTls) {
            // mod_ssl writes the first version of TLS without its zero.
            json.string(VERSION, new byte[] {bytes[number], '.', '0'});
        } else {
            json.string(VERSION, bytes, number, to);
        }
        if (isTls || isSsl) {
            json.string(PROTOCOL, isTls ? "tls" : "ssl");
        }
    }

    private void write(JsonBuffer json, Key key, byte[] bytes, int field) {
        if (fields.has(field)) {
            text.write(json, key, bytes, field);
        }
    }
}
