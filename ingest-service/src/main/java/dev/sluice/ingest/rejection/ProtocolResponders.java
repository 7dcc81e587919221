// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** Answers rejected requests by the responder of the protocol that owns them. */
@Component
public final class ProtocolResponders {

    /** Spread out, so that those who were rejected together don't come back together. */
    private static final int SOONEST_RETRY_SECONDS = 1;

    private static final int LATEST_RETRY_SECONDS = 5;

    private final List<ProtocolResponder> responders;

    ProtocolResponders(List<ProtocolResponder> responders) {
        this.responders = responders.stream()
                .sorted(Comparator.comparing(ProtocolResponder::isLast))
                .toList();
    }

    /** The answer of the protocol that owns the request; empty if none does. */
    public Optional<Reply> reject(RequestRejectedException rejection, HttpServletRequest request) {
        HttpServletRequest readable = new RequestWithoutForbiddenHeaders(request);
        return responders.stream()
                .filter(responder -> responder.owns(readable))
                .findFirst()
                .map(responder -> responder.reject(rejection, readable));
    }

    /** A value for {@code Retry-After}. */
    public static String retryAfterSeconds() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(SOONEST_RETRY_SECONDS, LATEST_RETRY_SECONDS + 1));
    }
}
