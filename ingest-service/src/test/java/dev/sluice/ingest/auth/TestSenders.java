// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.util.Set;

/** Senders for tests of other packages. */
public final class TestSenders {

    private TestSenders() {}

    /** A token without limits. */
    public static Sender named(String name) {
        return new Sender(name, Set.of(Role.SEND), SendScope.any(100, 100), SendLimits.none(Long.MAX_VALUE));
    }

    /** The sender where no tokens are asked for. */
    public static Sender anonymous() {
        return Sender.anonymous(new LimitSettings(500_000, 100, 100));
    }
}
