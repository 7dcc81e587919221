// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names streams: the agent's id, then the time and 64 bits of chance, so that no name is ever used again, whatever happens to the checkpoint. */
public final class StreamIds {

    private final String agent;
    private final Clock clock;

    public StreamIds(String agent, Clock clock) {
        this.agent = agent;
        this.clock = clock;
    }

    /** A name that no stream ever had. */
    public String next() {
        HexFormat hex = HexFormat.of();
        return agent
                + '/'
                + hex.toHexDigits(clock.millis(), 12)
                + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
