// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.http.RequestLine;
import dev.sluice.parsers.http.RequestTarget;

/** Writes what an access log's line says of the request and its answer: {@code url} and {@code http}. Not thread-safe. */
final class AccessRequest {

    private static final byte[] CONNECT = "CONNECT".getBytes(US_ASCII);
    private static final byte[] HTTP = "HTTP/".getBytes(US_ASCII);

    private static final Key URL = Key.of("url");
    private static final Key PATH = Key.of("path");
    private static final Key QUERY = Key.of("query");
    private static final Key HTTP_OBJECT = Key.of("http");
    private static final Key REQUEST = Key.of("request");
    private static final Key ID = Key.of("id");
    private static final Key METHOD = Key.of("method");
    private static final Key REQUEST_METHOD = Key.of("request", "method");
    private static final Key REFERRER = Key.of("referrer");
    private static final Key BYTES = Key.of("bytes");
    private static final Key RESPONSE = Key.of("response");
    private static final Key RESPONSE_STATUS = Key.of("response", "status_code");
    private static final Key BODY_BYTES = Key.of("body", "bytes");
    private static final Key VERSION = Key.of("version");

    private final AccessLine fields;
    private final AccessText text;
    private final RequestLine request = new RequestLine();
    private final RequestTarget target = new RequestTarget();
    private final Unescaper requestItem = new Unescaper();

    /** The request line, unescaped. */
    private byte[] requestBytes;

    private int requestFrom;
    private int requestTo;
    private boolean requestIsPlain;

    AccessRequest(AccessLine fields, AccessText text) {
        this.fields = fields;
        this.text = text;
    }

    /** Reads the request line; whether it is a request of HTTP. */
    boolean read(byte[] bytes) {
        if (!fields.isThere(AccessField.REQUEST)) {
            return false;
        }
        int start = start(AccessField.REQUEST);
        requestIsPlain = fields.isPlain(AccessField.REQUEST);
        if (fields.isEscaped(AccessField.REQUEST)) {
            requestItem.unescape(bytes, start, end(AccessField.REQUEST));
            requestBytes = requestItem.bytes();
            requestFrom = 0;
            requestTo = requestItem.length();
        } else {
            requestBytes = bytes;
            requestFrom = start;
            requestTo = end(AccessField.REQUEST);
        }
        return request.read(requestBytes, requestFrom, requestTo);
    }

    /** Writes the object {@code url}. */
    void writeUrl(JsonBuffer json, byte[] bytes, boolean isRequest) {
        int url = json.length();
        boolean hasDomain = false;
        if (isRequest) {
            boolean isConnect = ByteSearch.equal(requestBytes, requestFrom, request.methodEnd, CONNECT);
            target.at(requestBytes, request.targetStart, request.targetEnd, requestIsPlain);
            hasDomain = target.write(json, isConnect);
        } else {
            json.open(URL);
            if (fields.has(AccessField.PATH)) {
                text.write(json, PATH, bytes, AccessField.PATH);
            }
            if (fields.has(AccessField.QUERY)) {
                int start = start(AccessField.QUERY);
                json.string(QUERY, bytes, bytes[start] == '?' ? start + 1 : start, end(AccessField.QUERY));
            }
        }
        if (!hasDomain && fields.has(AccessField.DOMAIN)) {
            RequestTarget.authority(json, bytes, start(AccessField.DOMAIN), end(AccessField.DOMAIN));
        }
        json.close(url);
    }

    /** Writes the object {@code http}. */
    void writeHttp(JsonBuffer json, byte[] bytes, boolean isRequest) {
        int http = json.open(HTTP_OBJECT);
        httpRequest(json, bytes, isRequest);
        httpResponse(json, bytes);
        if (isRequest && request.versionStart >= 0) {
            json.plain(VERSION, requestBytes, request.versionStart, requestTo);
        } else if (fields.has(AccessField.PROTOCOL)) {
            int start = start(AccessField.PROTOCOL);
            int skipped = ByteSearch.startsWith(bytes, start, end(AccessField.PROTOCOL), HTTP) ? HTTP.length : 0;
            json.string(VERSION, bytes, start + skipped, end(AccessField.PROTOCOL));
        }
        json.close(http);
    }

    private void httpRequest(JsonBuffer json, byte[] bytes, boolean isRequest) {
        int requestObject = json.length();
        if (isRequest) {
            json.plain(REQUEST_METHOD, requestBytes, requestFrom, request.methodEnd);
        } else {
            json.open(REQUEST);
            if (fields.has(AccessField.METHOD)) {
                text.write(json, METHOD, bytes, AccessField.METHOD);
            }
        }
        if (fields.has(AccessField.REFERRER)) {
            text.write(json, REFERRER, bytes, AccessField.REFERRER);
        }
        if (fields.has(AccessField.REQUEST_ID)) {
            text.write(json, ID, bytes, AccessField.REQUEST_ID);
        }
        if (fields.has(AccessField.REQUEST_BYTES)) {
            json.digits(BYTES, bytes, start(AccessField.REQUEST_BYTES), end(AccessField.REQUEST_BYTES));
        }
        json.close(requestObject);
    }

    private void httpResponse(JsonBuffer json, byte[] bytes) {
        int response = json.length();
        if (fields.has(AccessField.STATUS)) {
            json.digits(RESPONSE_STATUS, bytes, start(AccessField.STATUS), end(AccessField.STATUS));
        } else {
            json.open(RESPONSE);
        }
        if (fields.has(AccessField.BODY_BYTES)) {
            int body = json.length();
            json.digits(BODY_BYTES, bytes, start(AccessField.BODY_BYTES), end(AccessField.BODY_BYTES));
            json.close(body);
        }
        if (fields.has(AccessField.RESPONSE_BYTES)) {
            json.digits(BYTES, bytes, start(AccessField.RESPONSE_BYTES), end(AccessField.RESPONSE_BYTES));
        }
        json.close(response);
    }

    /** Writes the request line as it is, for what is no request of HTTP. */
    void writeOriginal(JsonBuffer json) {
        json.string(REQUEST, requestBytes, requestFrom, requestTo);
    }

    private int start(int field) {
        return fields.start(field);
    }

    private int end(int field) {
        return fields.end(field);
    }
}
