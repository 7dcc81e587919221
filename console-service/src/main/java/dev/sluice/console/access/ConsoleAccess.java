// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the console.
 *
 * @param auth whether tokens are asked for
 * @param viewToken of those who may look, at least 16 characters
 * @param operateToken of those who may look, replay and discard as well, at least 16 characters
 * @param captureToken of those who may look, also at lines and events that pass, at least 16 characters; may be the same as operateToken
 * @param sessionTimeout how long a browser may go on after it has presented a token
 * @param allowedHosts names of hosts, without ports, by which the service is called and whose pages may call it. Without any, a service on
 *     loopback is called localhost, and another one may be called anything
 */
@ConfigurationProperties("sluice.console")
public record ConsoleAccess(
        @DefaultValue("auto") ConsoleAuth auth,
        String viewToken,
        String operateToken,
        String captureToken,
        @DefaultValue("12h") Duration sessionTimeout,
        @DefaultValue List<String> allowedHosts) {

    private static final int SHORTEST_TOKEN = 16;

    /** Whether tokens are asked for. */
    public enum ConsoleAuth {
        /** If there are any. Without them, the service listens on loopback only, or does not start. */
        AUTO,
        /** Never: whoever reaches the port may look, replay and discard. */
        NONE
    }

    public ConsoleAccess {
        allowedHosts = List.copyOf(allowedHosts);
        requireLong("view-token", viewToken);
        requireLong("operate-token", operateToken);
        requireLong("capture-token", captureToken);
        if (auth == ConsoleAuth.NONE && (viewToken != null || operateToken != null || captureToken != null)) {
            throw new IllegalArgumentException(
                    "sluice.console.auth=none and a token contradict each other; remove one of them");
        }
        if (!sessionTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "sluice.console.session-timeout must be positive, was " + sessionTimeout);
        }
    }

    boolean asksForTokens() {
        return viewToken != null || operateToken != null || captureToken != null;
    }

    private static void requireLong(String name, String token) {
        if (token != null && token.length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "sluice.console." + name + " must have at least " + SHORTEST_TOKEN + " characters, and has fewer");
        }
    }

    /** Without the tokens. */
    @Override
    public String toString() {
        return "ConsoleAccess[auth=" + auth + ", sessionTimeout=" + sessionTimeout + "]";
    }
}
