// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * The bytes of bodies that may be held at once, over all requests: who gets none is told to come again, so that many senders together can't
 * exhaust the memory. One sender alone gets a part of it only, however many connections and streams it has, so that there is some left for
 * others. Counts bodies; what the producer holds has a limit of its own.
 */
@Component
public final class ByteBudget {

    private final long total;
    private final long perHolder;
    private final AtomicLong held = new AtomicLong();

    /** Only those who hold something now. */
    private final Map<BudgetHolder, Account> accounts = new ConcurrentHashMap<>();

    ByteBudget(BodySettings settings, IngestMetrics metrics) {
        total = settings.budget().toBytes();
        perHolder = settings.senderBudget().toBytes();
        metrics.watchBudget(held, value -> (double) value.get() / total);
    }

    /** Opens a share for one request, of nothing yet. */
    public Share open(BudgetHolder holder) {
        return new Share(holder);
    }

    /** Senders that hold something now. */
    int holders() {
        return accounts.size();
    }

    private static boolean take(AtomicLong held, long more, long most) {
        return held.getAndUpdate(now -> now + more > most ? now : now + more) + more <= most;
    }

    /** What all requests of one sender hold. */
    private static final class Account {

        private final AtomicLong held = new AtomicLong();
        /** Shares that hold something; changed within {@link #accounts} only. */
        private int shares;
    }

    /** What one request holds; given back when closed, after which it may grow again. Not thread-safe. */
    public final class Share implements AutoCloseable {

        private final BudgetHolder holder;
        /** Null while nothing is held. */
        private Account account;

        private long mine;

        private Share(BudgetHolder holder) {
            this.holder = holder;
        }

        /**
         * Grows this share to {@code bytes}, if it is smaller.
         *
         * @throws RequestRejectedException ({@link RejectionReason#OVERLOADED}) if there is no more to be had
         */
        public void cover(long bytes) {
            grow(bytes - mine);
        }

        /**
         * Grows this share by {@code more} bytes, if that is more than nothing.
         *
         * @throws RequestRejectedException ({@link RejectionReason#OVERLOADED}) if there is no more to be had
         */
        public void grow(long more) {
            if (more <= 0) {
                return;
            }
            if (!take(held, more, total)) {
                throw new RequestRejectedException(
                        RejectionReason.OVERLOADED,
                        "more is coming in than Kafka takes: " + total
                                + "B are in flight, which is sluice.ingest.budget; nothing of the request was accepted");
            }
            if (account == null) {
                account = join(holder);
            }
            if (!take(account.held, more, perHolder)) {
                held.addAndGet(-more);
                leaveIfEmpty();
                throw new RequestRejectedException(
                        RejectionReason.OVERLOADED,
                        "what " + holder.words() + " may have in flight is spent: " + perHolder
                                + "B, which is sluice.ingest.sender-budget; nothing of the request was accepted");
            }
            mine += more;
        }

        /** Bytes held now. */
        public long bytes() {
            return mine;
        }

        @Override
        public void close() {
            if (account != null) {
                account.held.addAndGet(-mine);
                held.addAndGet(-mine);
                mine = 0;
                leaveIfEmpty();
            }
        }

        private Account join(BudgetHolder sender) {
            return accounts.compute(sender, (key, known) -> {
                Account joined = known == null ? new Account() : known;
                joined.shares++;
                return joined;
            });
        }

        private void leaveIfEmpty() {
            if (mine == 0) {
                account = null;
                accounts.computeIfPresent(holder, (key, left) -> --left.shares == 0 ? null : left);
            }
        }
    }
}
