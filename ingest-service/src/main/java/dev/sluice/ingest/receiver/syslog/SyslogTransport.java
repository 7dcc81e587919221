// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import java.util.Locale;

/** How syslog comes. */
public enum SyslogTransport {
    /** RFC 5426: a datagram is a message. */
    UDP,
    /** RFC 6587. */
    TCP,
    /** RFC 5425. */
    TLS;

    /** E.g. {@code sluice.ingest.syslog.udp-port}. */
    String property() {
        return "sluice.ingest.syslog." + name().toLowerCase(Locale.ROOT) + "-port";
    }
}
