// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.http.RequestLine;

/** Takes the first line of an HTTP request apart: what is none stays as it is. */
final class RequestMatcher implements Matcher {

    private final int method;
    private final int target;
    private final int version;

    RequestMatcher(int method, int target, int version) {
        this.method = method;
        this.target = target;
        this.version = version;
    }

    @Override
    public boolean match(byte[] bytes, int from, int to, Captures captures) {
        RequestLine request = new RequestLine();
        if (!request.read(bytes, from, to)) {
            return captures.stop(from, "a request");
        }
        captures.set(method, from, request.methodEnd);
        captures.set(target, request.targetStart, request.targetEnd);
        if (request.versionStart >= 0) {
            captures.set(version, request.versionStart, to);
        }
        return true;
    }
}
