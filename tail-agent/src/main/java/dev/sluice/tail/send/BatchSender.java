// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import dev.sluice.model.concurrent.BackOff;
import dev.sluice.tail.config.ServerSettings;
import dev.sluice.tail.lines.ByteScan;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * Brings batches to the server: tries again for ever what may succeed later, halves what is refused down to the line, and sets that line
 * aside. Each worker has one of its own.
 */
public final class BatchSender implements Closeable {

    /** A server that has refused so many lines and taken none refuses the sender, not the lines. */
    private static final int REFUSING_EVERYTHING = 16;

    private final IngestClient client;
    private final ServerSettings settings;
    private final DeadLetterFile deadLetters;
    private final StopSignal stop;
    private final Metrics metrics;
    private final AgentLog log;

    private BatchSender(
            IngestClient client,
            ServerSettings settings,
            DeadLetterFile deadLetters,
            StopSignal stop,
            Metrics metrics,
            AgentLog log) {
        this.client = client;
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.stop = stop;
        this.metrics = metrics;
        this.log = log;
    }

    /**
     * As many senders as there are workers.
     *
     * @throws IOException if the certificates to trust cannot be read
     */
    public static List<BatchSender> several(
            int count,
            ServerSettings settings,
            String host,
            DeadLetterFile deadLetters,
            StopSignal stop,
            Metrics metrics,
            AgentLog log)
            throws IOException {
        SSLSocketFactory trust = Trust.of(settings.caFile());
        Token token = new Token(settings.token(), settings.tokenFile());
        List<BatchSender> senders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            IngestClient client = new IngestClient(settings, token, host, trust);
            senders.add(new BatchSender(client, settings, deadLetters, stop, metrics, log));
        }
        return senders;
    }

    /**
     * What became of a batch.
     *
     * @param settled whether each of its lines is kept by the server or set aside on disk; if not, its fate is unknown
     * @param covered place in the stream up to which the server has been told
     */
    public record Delivery(boolean settled, long covered) {}

    private record Refusal(LineBatch line, String reason) {}

    /**
     * Returns when the batch is settled, or when told to stop.
     *
     * @throws IOException if a line cannot be set aside
     */
    public Delivery deliver(LineBatch batch) throws IOException {
        Deque<LineBatch> parts = new ArrayDeque<>(List.of(batch));
        List<Refusal> refusals = new ArrayList<>();
        long covered = batch.coversFrom();
        boolean anyKept = false;
        while (!parts.isEmpty()) {
            LineBatch part = parts.pop().covering(covered);
            switch (sendUntilAnswered(part)) {
                case SendOutcome.Kept kept -> {
                    anyKept = true;
                    covered = part.offset() + part.length();
                }
                case SendOutcome.Refused refused -> {
                    if (part.lines() > 1) {
                        halve(part, parts);
                        continue;
                    }
                    refusals.add(new Refusal(part, refused.reason()));
                    if (refusals.size() == REFUSING_EVERYTHING && !anyKept) {
                        if (!waitForBetter(refused)) {
                            return new Delivery(false, covered);
                        }
                        refusals.clear();
                        parts.clear();
                        parts.push(batch);
                    }
                }
                case SendOutcome.Later later -> {
                    return new Delivery(false, covered);
                }
            }
        }
        for (Refusal refusal : refusals) {
            setAside(refusal);
        }
        return new Delivery(true, covered);
    }

    /** Kept or refused, or the last failure if told to stop. */
    private SendOutcome sendUntilAnswered(LineBatch batch) {
        BackOff backOff = new BackOff(settings.retryFirst(), settings.retryMost());
        while (true) {
            SendOutcome answer = client.send(batch);
            switch (answer) {
                case SendOutcome.Kept kept -> {
                    metrics.batchesSent.increment();
                    metrics.linesSent.add(batch.lines());
                    metrics.bytesSent.add(batch.length());
                    metrics.wireBytesSent.add(client.wireLength());
                    metrics.alarm(null);
                    return answer;
                }
                case SendOutcome.Refused refused -> {
                    metrics.batchesRefused.increment();
                    return answer;
                }
                case SendOutcome.Later later -> {
                    metrics.retries.increment();
                    if (stop.draining() || !pause(backOff, later, batch)) {
                        return answer;
                    }
                }
            }
        }
    }

    private boolean pause(BackOff backOff, SendOutcome.Later later, LineBatch batch) {
        Duration pause = backOff.next(later.atLeast());
        if (later.alarm()) {
            metrics.alarm(later.reason());
        }
        if (!isTold(backOff.attempts())) {
            return !stop.await(pause);
        }
        if (later.alarm()) {
            log.error("operator action required", "reason", later.reason(), "path", batch.path(), "again_in", pause);
        } else {
            log.warn("sending failed", "reason", later.reason(), "path", batch.path(), "again_in", pause);
        }
        return !stop.await(pause);
    }

    private boolean waitForBetter(SendOutcome.Refused refused) {
        String reason = "the server takes none of the lines (" + refused.reason()
                + "); check the input's format, dataset and labels";
        metrics.alarm(reason);
        log.error("operator action required", "reason", reason, "again_in", settings.retryMost());
        return !stop.draining() && !stop.await(settings.retryMost());
    }

    /** Whether this failure in a row is logged: the first, the second, the fourth … */
    private static boolean isTold(int failures) {
        return Integer.bitCount(failures) == 1;
    }

    /** Cuts at the end of the middle line; the first half is sent first. */
    private static void halve(LineBatch batch, Deque<LineBatch> parts) {
        int wanted = batch.lines() / 2;
        int at = batch.from();
        for (int i = 0; i < wanted; i++) {
            at = ByteScan.indexOf(batch.body(), (byte) '\n', at, batch.from() + batch.length()) + 1;
        }
        int cut = at - batch.from();
        parts.push(batch.part(cut, batch.length(), batch.lines() - wanted));
        parts.push(batch.part(0, cut, wanted));
    }

    private void setAside(Refusal refusal) throws IOException {
        LineBatch line = refusal.line();
        deadLetters.add(
                "REFUSED",
                refusal.reason(),
                line.stream(),
                line.path(),
                line.offset(),
                line.body(),
                line.from(),
                line.length());
    }

    @Override
    public void close() {
        client.close();
    }
}
