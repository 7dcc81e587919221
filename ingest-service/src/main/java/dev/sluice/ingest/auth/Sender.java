// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.util.Set;

/**
 * Who sends.
 *
 * @param name the token's name, or null where nobody needs one
 * @param namespace the only namespace that it may send to, or null for any
 * @param formats the only formats that it may send; empty for any
 * @param requests limit in requests a second
 * @param bytes limit in bytes a second
 */
public record Sender(String name, String namespace, Set<String> formats, RateLimit requests, RateLimit bytes) {

    /** Where no tokens are asked for. */
    public static final Sender ANYBODY = new Sender(null, null, Set.of(), RateLimit.NONE, RateLimit.NONE);

    public Sender {
        formats = Set.copyOf(formats);
    }

    /** @throws RequestRejectedException if this sender may not send that format */
    public void requireFormat(String format) {
        if (!formats.isEmpty() && !formats.contains(format)) {
            throw new RequestRejectedException(
                    RejectionReason.FORBIDDEN,
                    "the token '" + name + "' may send "
                            + String.join(", ", formats.stream().sorted().toList()) + ", not " + format);
        }
    }

    /**
     * The namespace for what this sender sends.
     *
     * @param wanted what it asks for, or null
     * @throws RequestRejectedException if it may not have that
     */
    public String namespaceFor(String wanted) {
        if (namespace != null && wanted != null && !namespace.equals(wanted)) {
            throw new RequestRejectedException(
                    RejectionReason.FORBIDDEN,
                    "the token '" + name + "' may send to namespace " + namespace + ", not " + wanted);
        }
        return namespace == null ? wanted : namespace;
    }

    /** @throws RequestRejectedException if this sender is over its limits already */
    public void requireRoom() {
        if (!bytes.hasRoom()) {
            throw overRate("bytes");
        }
        if (!requests.take(1)) {
            throw overRate("requests");
        }
    }

    private RequestRejectedException overRate(String what) {
        return new RequestRejectedException(
                RejectionReason.RATE_LIMITED,
                "the token '" + name + "' is over its rate of " + what + "; nothing of the request was accepted");
    }
}
