// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.AgentFolder;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.AgentSettings;
import dev.sluice.tail.send.BatchSender;
import dev.sluice.tail.send.DeadLetterFile;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Follows all inputs of one configuration, from {@link #start} to {@link #stop}: one thread that scans and polls, and a few that send.
 * Platform threads, and few: that is what keeps memory small and bounded, since each holds one batch.
 */
public final class TailSession {

    /** A batch, what framing and compressing it need at worst. */
    private static final int BUFFERS_A_WORKER = 3;

    private static final long STACK_BYTES = 256 << 10;

    private final AgentConfig config;
    private final Streams streams;
    private final Scanner scanner;
    private final Poller poller;
    private final FolderWatch watch;
    private final StopSignal stop = new StopSignal();
    private final AgentLog log;
    private final Clock clock;
    private final Runnable failed;
    private final List<Thread> workers = new ArrayList<>();
    private final Thread looking;

    /**
     * @param failed run if following has ended by an error of its own: the process should end then
     * @throws IOException if something that the configuration names cannot be read
     */
    public TailSession(
            AgentConfig config,
            AgentFolder data,
            Checkpoint checkpoint,
            Metrics metrics,
            AgentLog log,
            Clock clock,
            Runnable failed)
            throws IOException {
        this.config = config;
        this.log = log;
        this.clock = clock;
        this.failed = failed;
        AgentSettings agent = config.agent();
        String id = agent.id() == null ? data.agentId(agent.host()) : agent.id();
        BlockingQueue<TailedFile> due = new LinkedBlockingQueue<>();
        streams = new Streams(checkpoint);
        scanner = new Scanner(
                new Discovery(config.inputs(), new OwnFiles(data.path())),
                streams,
                new StartPosition(new StreamIds(id, clock), checkpoint, clock),
                checkpoint,
                config.follow(),
                config.inputs(),
                metrics,
                log,
                clock);
        long rotatedIdle = config.follow().rotatedIdle().toMillis();
        poller = new Poller(streams, due, config.server(), rotatedIdle, stop, metrics, log, clock);
        watch = new FolderWatch(log);
        DeadLetterFile deadLetters = new DeadLetterFile(data.path(), agent.deadLetterBytes(), clock, metrics, log);
        int batchBytes = config.server().batchBytes();
        int count = (int) Math.clamp(
                agent.memory() / ((long) BUFFERS_A_WORKER * batchBytes),
                1,
                config.server().connections());
        for (BatchSender sender :
                BatchSender.several(count, config.server(), agent.host(), deadLetters, stop, metrics, log)) {
            Batcher batcher = new Batcher(batchBytes, rotatedIdle, deadLetters, metrics, clock);
            Worker worker = new Worker(due, batcher, sender, checkpoint, stop, metrics, log, clock);
            workers.add(thread(worker, "send-" + workers.size()));
        }
        looking = thread(this::look, "look");
        metrics.files(() -> streams.lags(clock.millis()));
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, STACK_BYTES, false);
        thread.setDaemon(true);
        return thread;
    }

    public void start() {
        looking.start();
        workers.forEach(Thread::start);
    }

    /**
     * Sends what is there, waits for what is under way, and stops; all within {@code time}. What could not be settled by then is sent again
     * after the next start.
     *
     * @return whether everything was settled
     */
    public boolean stop(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        stop.drain();
        join(looking, deadline);
        stop.stop();
        boolean settled = true;
        for (Thread worker : workers) {
            settled &= join(worker, deadline);
        }
        settled &= join(looking, System.nanoTime() + Duration.ofSeconds(1).toNanos());
        streams.followed().stream().filter(tailed -> !tailed.taken()).forEach(TailedFile::close);
        return settled;
    }

    /** Whether whatever was found is sent, except for lines and events that are not complete. */
    public boolean idle() {
        return !poller.anythingDue();
    }

    private void look() {
        Duration poll = config.follow().poll();
        long scanMillis = config.follow().scan().toMillis();
        long nextScan = 0;
        boolean scan = true;
        boolean lastLook = false;
        try {
            while (!stop.stopped()) {
                scan |= clock.millis() >= nextScan || stop.draining() && !lastLook;
                lastLook = stop.draining();
                if (scan) {
                    scanner.scan();
                    watch.watch(scanner.folders());
                    nextScan = clock.millis() + scanMillis;
                }
                scan = poller.poll();
                if (stop.draining() && !poller.anythingDue()) {
                    return;
                }
                scan |= watch.await(stop.draining() ? Duration.ofMillis(20) : poll);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Without this thread nothing moves: say so, and let the process end, so that whoever runs it starts it
            // again.
            log.error("following files failed", "cause", e);
            failed.run();
        } finally {
            watch.close();
        }
    }

    private static boolean join(Thread thread, long deadline) {
        try {
            long millis = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            return thread.join(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
