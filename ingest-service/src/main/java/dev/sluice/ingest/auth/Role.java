// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.Locale;

/**
 * What the owner of a token may do. One tokens file can serve several services; this one has use for {@link #SEND}, {@link #METRICS} and
 * {@link #VIEW}.
 */
public enum Role {
    /** Send logs. */
    SEND,
    /** Read metrics. */
    METRICS,
    /** Look at health in detail, settings and events. */
    VIEW,
    /** Replay, discard and the like. */
    OPERATE,
    /** See lines as they come in. */
    CAPTURE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in the tokens file. */
    public String wireName() {
        return wireName;
    }

    /** The name in Spring Security's rules, as {@code hasRole} wants it. */
    String authority() {
        return "ROLE_" + wireName;
    }
}
