// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.model.ChunkHeaders.Provenance;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts who was denied what, by token, and logs it with the address: somebody who tries tokens, or a sender whose token has gone, should be
 * noticed. Logs at most one line every two seconds, which says how many others there were.
 */
@Component
public final class DenialRecorder {

    private static final Logger log = LoggerFactory.getLogger(DenialRecorder.class);
    private static final long LOG_EVERY = Duration.ofSeconds(2).toNanos();

    private final IngestMetrics metrics;
    private final Logger target;
    private final LongSupplier clock;
    private final AtomicLong loggedAt;
    private final AtomicLong notLogged = new AtomicLong();

    @Autowired
    DenialRecorder(IngestMetrics metrics) {
        this(metrics, log, System::nanoTime);
    }

    /** @param nanoClock like {@link System#nanoTime} */
    DenialRecorder(IngestMetrics metrics, Logger target, LongSupplier nanoClock) {
        this.metrics = metrics;
        this.target = target;
        clock = nanoClock;
        loggedAt = new AtomicLong(nanoClock.getAsLong() - LOG_EVERY);
    }

    /** Counts a rejection, if it is one that is about who sends: 401, 403, 421 or 429. */
    public void record(HttpServletRequest request, RejectionReason reason) {
        if (!reason.isDenial()) {
            return;
        }
        String token = tokenOf(request);
        metrics.denied(token, reason);
        long last = loggedAt.get();
        long now = clock.getAsLong();
        if (now - last < LOG_EVERY || !loggedAt.compareAndSet(last, now)) {
            notLogged.incrementAndGet();
            return;
        }
        target.warn(
                "Denied a request from {}, token '{}': {} ({} more since the last such line)",
                request.getRemoteAddr(),
                token,
                reason.wireName(),
                notLogged.getAndSet(0));
    }

    /** Never what a stranger has written: only names of tokens that there are. */
    private static String tokenOf(HttpServletRequest request) {
        return CurrentSender.find()
                .map(Sender::name)
                .orElseGet(() -> request.getAttribute(SenderAuthenticationFilter.KNOWN_NAME) instanceof String name
                        ? name
                        : Provenance.ANONYMOUS);
    }
}
