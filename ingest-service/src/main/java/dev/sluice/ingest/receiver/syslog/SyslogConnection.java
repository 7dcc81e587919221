// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sender over TCP or TLS. Does not read while Kafka is slow, which slows the sender; whatever was read to its end goes to Kafka, also when the
 * connection ends or breaks.
 */
final class SyslogConnection {

    private static final Logger log = LoggerFactory.getLogger(SyslogConnection.class);
    private static final Duration BUDGET_PAUSE = Duration.ofMillis(50);

    private final Socket socket;
    private final SyslogPeer origin;
    private final MessageBuffer outbox;
    private final ByteBudget.Share longMessage;
    private final Duration deadline;
    private final int longest;
    private final IngestMetrics metrics;
    private final Runnable spoken;

    /**
     * @param longMessage for a message that is longer than most
     * @param deadline longest wait for room for such a message
     * @param longest bytes of a message, at most
     * @param spoken told when the first message has come
     */
    SyslogConnection(
            Socket socket,
            SyslogPeer origin,
            MessageBuffer outbox,
            ByteBudget.Share longMessage,
            Duration deadline,
            int longest,
            IngestMetrics metrics,
            Runnable spoken) {
        this.socket = socket;
        this.origin = origin;
        this.outbox = outbox;
        this.longMessage = longMessage;
        this.deadline = deadline;
        this.longest = longest;
        this.metrics = metrics;
        this.spoken = spoken;
    }

    /** Returns when the sender has ended the connection, or there is a reason to end it. */
    void serve() throws InterruptedException {
        try {
            SyslogFrames frames = new SyslogFrames(socket.getInputStream(), longest, this::require);
            boolean first = true;
            while (frames.next()) {
                if (first) {
                    spoken.run();
                    first = false;
                }
                put(frames);
            }
            if (frames.overlong()) {
                end(
                        RejectionReason.BODY_TOO_LARGE,
                        "sent a message over " + longest + " bytes, which is sluice.ingest.max-body");
            }
        } catch (RequestRejectedException e) {
            end(e.reason(), e.getMessage());
        } catch (IOException e) {
            if (!socket.isClosed()) {
                end(RejectionReason.BODY_CUT, e.getMessage());
            }
        } finally {
            longMessage.close();
        }
    }

    private void put(SyslogFrames frames) throws InterruptedException {
        try {
            outbox.put(origin, frames.bytes(), frames.from(), frames.to());
        } catch (InterruptedException e) {
            metrics.lost(1);
            throw e;
        }
    }

    private void end(RejectionReason reason, String why) {
        metrics.rejected(SyslogBatchWriter.PROTOCOL, reason);
        log.info("Ending the syslog connection of {}: {}", socket.getRemoteSocketAddress(), why);
    }

    /** Waits, but not for ever: messages that have begun and don't end must not keep each other waiting. */
    private void require(int bytes) {
        if (bytes == 0) {
            longMessage.close();
            return;
        }
        long giveUpAt = System.nanoTime() + deadline.toNanos();
        while (true) {
            try {
                longMessage.cover(bytes);
                return;
            } catch (RequestRejectedException spent) {
                if (System.nanoTime() > giveUpAt) {
                    throw spent;
                }
                pause(spent);
            }
        }
    }

    private static void pause(RequestRejectedException spent) {
        try {
            Thread.sleep(BUDGET_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw spent;
        }
    }
}
