// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.telemetry;

import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Tells requests that a web page of somebody else makes a browser send: by a name that is not this machine's (DNS rebinding), or by the
 * headers that browsers add and pages cannot leave out. Nobody has a page that may ask.
 */
final class BrowserRefusal {

    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[.*]");
    private static final int MISDIRECTED = 421;
    private static final int FORBIDDEN = 403;

    private BrowserRefusal() {}

    /**
     * The status to refuse with; empty if the request may be answered. Each header may be null.
     *
     * @param loopback whether only this machine reaches the port; then it has no name but {@code localhost}
     */
    static OptionalInt of(boolean loopback, String host, String origin, String fetchSite) {
        if (loopback && host != null && !isOfThisMachine(host)) {
            return OptionalInt.of(MISDIRECTED);
        }
        return origin != null || "cross-site".equals(fetchSite) || "same-site".equals(fetchSite)
                ? OptionalInt.of(FORBIDDEN)
                : OptionalInt.empty();
    }

    private static boolean isOfThisMachine(String host) {
        String name = PORT.matcher(host.strip()).replaceFirst("").toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || ADDRESS.matcher(name).matches();
    }
}
