// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Between whoever receives messages and Kafka: gathers them for a short time or up to a size, and writes one batch after the other on a thread of
 * its own. While Kafka takes its time, the next batch fills up; then the receiver waits, or is told that there is no room.
 */
final class MessageBuffer implements AutoCloseable {

    /** How long to wait when others have spent the budget. */
    private static final long BUDGET_PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private final Supplier<ByteBudget.Share> shares;
    private final SyslogBatchWriter writer;
    private final int sendAt;
    private final int holdAtMost;
    private final long maxAgeNanos;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();
    private MessageBatch batch;
    private boolean due;
    private boolean closed;

    /**
     * @param shares opens a share of the budget for one batch
     * @param sendAt bytes after which a batch goes at once
     * @param holdAtMost bytes that may wait while the batch before is being written
     */
    MessageBuffer(
            String name,
            Supplier<ByteBudget.Share> shares,
            SyslogBatchWriter writer,
            int sendAt,
            int holdAtMost,
            Duration maxAge) {
        this.shares = shares;
        this.writer = writer;
        this.sendAt = sendAt;
        this.holdAtMost = holdAtMost;
        this.maxAgeNanos = maxAge.toNanos();
        batch = new MessageBatch(shares.get());
        thread = Thread.ofVirtual().name(name).start(this::writeAll);
    }

    /** Adds a message; blocks while there is no room, which is as long as Kafka is away. Not after {@link #close}. */
    void put(SyslogPeer origin, byte[] message, int from, int to) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!add(origin, message, from, to)) {
                due = true;
                filled.signal();
                // Room in the batch is made by its writer, room in the budget by anybody.
                emptied.awaitNanos(BUDGET_PAUSE_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Adds a message if there is room; returns whether there was. */
    boolean offer(SyslogPeer origin, byte[] message, int from, int to) {
        lock.lock();
        try {
            return add(origin, message, from, to);
        } finally {
            lock.unlock();
        }
    }

    private boolean add(SyslogPeer origin, byte[] message, int from, int to) {
        boolean fits = batch.isEmpty() || batch.bytes() + to - from < holdAtMost;
        if (!fits || batch.hasAllOrigins()) {
            due = true;
            filled.signal();
            return false;
        }
        try {
            batch.add(origin, message, from, to);
        } catch (RequestRejectedException budgetSpent) {
            return false;
        }
        due |= batch.bytes() >= sendAt;
        filled.signal();
        return true;
    }

    private void writeAll() {
        try {
            for (MessageBatch next = take(); next != null; next = take()) {
                try (MessageBatch taken = next) {
                    write(taken);
                }
            }
        } catch (InterruptedException ignored) {
            writer.giveUp(batch);
        }
        batch.close();
    }

    private void write(MessageBatch taken) throws InterruptedException {
        try {
            writer.write(taken);
        } catch (InterruptedException e) {
            writer.giveUp(taken);
            throw e;
        } catch (RuntimeException e) {
            // Without this thread, all that comes after it would wait for ever.
            writer.giveUp(taken, e);
        }
    }

    /** The next batch, when it is large or old enough; null behind the last. */
    private MessageBatch take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (batch.isEmpty() && !closed) {
                filled.await();
            }
            long left = maxAgeNanos;
            while (!due && !closed && left > 0) {
                left = filled.awaitNanos(left);
            }
            if (batch.isEmpty()) {
                return null;
            }
            MessageBatch taken = batch;
            batch = new MessageBatch(shares.get());
            due = false;
            emptied.signalAll();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Says that no more comes; what it holds is still written, by its own thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when all is written; if this thread is interrupted, what is left is given up. */
    void awaitWritten() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        }
    }

    /** Returns when all is written, or after that time; what is left then is given up. */
    void awaitWritten(Duration limit) {
        try {
            if (!thread.join(limit)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            thread.interrupt();
        }
    }
}
