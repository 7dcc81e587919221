// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where lines go.
 *
 * @param url of the ingest service, without a path
 * @param token bearer token, or null
 * @param tokenFile file that holds the token and is read again when the server refuses it, or null
 * @param caFile PEM certificates that the server's must come from, or null for the run-time's own
 * @param compression of bodies
 * @param connections most requests under way at a time
 * @param batchBytes most bytes of a body, before compression
 * @param linger how long lines wait for more before a small batch is sent
 * @param connectTimeout for a connection
 * @param timeout for an answer
 * @param retryFirst upper bound of the first pause after a failure; it doubles each time
 * @param retryMost upper bound of any pause
 */
public record ServerSettings(
        URI url,
        String token,
        Path tokenFile,
        Path caFile,
        Compression compression,
        int connections,
        int batchBytes,
        Duration linger,
        Duration connectTimeout,
        Duration timeout,
        Duration retryFirst,
        Duration retryMost) {

    /** Whether a token goes over a network as it is, for everybody on the way to read. */
    public boolean sendsTokenInTheClear() {
        String host = url.getHost();
        boolean loopback =
                host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]") || host.equals("::1");
        return "http".equals(url.getScheme()) && !loopback && (token != null || tokenFile != null);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "ServerSettings[url=" + url + "]";
    }
}
