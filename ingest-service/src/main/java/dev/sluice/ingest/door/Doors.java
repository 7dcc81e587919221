// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.door;

import dev.sluice.ingest.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** All doors. */
@Component
public final class Doors {

    /** Spread out, so that those who were refused together don't come back together. */
    private static final int SOONEST_RETRY_SECONDS = 1;

    private static final int LATEST_RETRY_SECONDS = 5;

    private final List<Door> doors;

    Doors(List<Door> doors) {
        this.doors = doors.stream().sorted(Comparator.comparing(Door::isLast)).toList();
    }

    /** The answer of the door that owns the request's path; empty if none does. */
    public Optional<Reply> refuse(Refusal refusal, HttpServletRequest request) {
        return doors.stream()
                .filter(door -> door.owns(request.getRequestURI()))
                .findFirst()
                .map(door -> door.refuse(refusal, request));
    }

    /** A value for {@code Retry-After}. */
    public static String retryAfterSeconds() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(SOONEST_RETRY_SECONDS, LATEST_RETRY_SECONDS + 1));
    }
}
