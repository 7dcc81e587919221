// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.AgentFolder;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.DataProblem;
import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.AgentSettings;
import dev.sluice.tail.config.FollowSettings;
import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.send.BatchSender;
import dev.sluice.tail.send.DeadLetterFile;
import dev.sluice.tail.send.StopSignal;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Follows all inputs of one configuration, from {@link #start} to {@link #stop}: one thread that scans and polls, and a few that send.
 * Platform threads, and few: that is what keeps memory small and bounded, since each holds one batch.
 */
public final class TailSession {

    /** A batch, what framing and compressing it need at worst. */
    private static final int BUFFERS_A_WORKER = 3;

    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration WHILE_DRAINING = Duration.ofMillis(20);
    private static final String SCAN = "scan";
    private static final long STACK_BYTES = 256 << 10;

    private final AgentConfig config;
    private final Streams streams;
    private final Scanner scanner;
    private final Poller poller;
    private final FolderWatch watch;
    private final StopSignal stop = new StopSignal();
    private final AgentFolder data;
    private final Checkpoint checkpoint;
    private final Newcomers newcomers;
    private final String agentId;
    private final Telemetry telemetry;
    private final AgentLog log;
    private final Clock clock;
    private final Runnable failed;
    private final List<Thread> workers = new ArrayList<>();
    private final Thread looking;
    private boolean hasLooked;

    /**
     * @param failed run if following has ended by an error of its own: the process should end then
     * @throws IOException if something that the configuration names cannot be read
     */
    public TailSession(
            AgentConfig config, AgentFolder data, Checkpoint checkpoint, Telemetry telemetry, Runnable failed)
            throws IOException {
        this.config = config;
        this.data = data;
        this.checkpoint = checkpoint;
        this.telemetry = telemetry;
        this.log = telemetry.log();
        this.clock = telemetry.clock();
        this.failed = failed;
        AgentSettings agent = config.agent();
        agentId = agent.id() == null ? data.agentId(agent.host()) : agent.id();
        StreamIds ids = new StreamIds(agentId, clock);
        StreamDigest key = data.key();
        Map<String, InputSettings> inputs = new LinkedHashMap<>();
        config.inputs().forEach(input -> inputs.put(input.name(), input));
        FollowSettings follow = config.follow();
        Metrics metrics = telemetry.metrics();
        BlockingQueue<TailedFile.Lease> due = new LinkedBlockingQueue<>();
        streams = new Streams(checkpoint);
        FingerprintMatcher matcher = new FingerprintMatcher(key);
        LinkPolicy links = LinkPolicy.of(follow.linksInside(), config.inputs());
        SourceOpener opener =
                SourceOpener.withinLimit(follow.openFiles(), config.server().connections(), links);
        MissedBytes missed = new MissedBytes(metrics, log);
        Attachment attachment = new Attachment(streams, checkpoint, missed, telemetry);
        newcomers = new Newcomers(
                opener,
                new FileIdentifier(streams, opener, matcher, follow.verify()),
                matcher,
                new StartPosition(ids, key, checkpoint, clock),
                attachment,
                checkpoint,
                missed,
                follow,
                telemetry);
        scanner = new Scanner(
                new Discovery(config.inputs(), new OwnFiles(data.path()), links, telemetry.problems()),
                streams,
                newcomers,
                new Resumption(streams, attachment, opener, matcher, follow, inputs, telemetry),
                attachment,
                missed,
                matcher,
                checkpoint,
                follow,
                inputs,
                opener,
                telemetry);
        long rotatedIdle = follow.rotatedIdle().toMillis();
        poller = new Poller(
                streams,
                newcomers,
                attachment,
                new EventCarrier(checkpoint, clock),
                opener,
                matcher,
                due,
                config.server(),
                rotatedIdle,
                stop,
                telemetry);
        watch = new FolderWatch(log);
        DeadLetterFile deadLetters =
                new DeadLetterFile(data.path(), agent.deadLetterBytes(), clock, metrics, telemetry.problems(), log);
        int batchBytes = config.server().batchBytes();
        int count = (int) Math.clamp(
                agent.memory() / ((long) BUFFERS_A_WORKER * batchBytes),
                1,
                config.server().connections());
        for (BatchSender sender :
                BatchSender.several(count, config.server(), agent.host(), deadLetters, stop, metrics, log)) {
            Batcher batcher =
                    new Batcher(batchBytes, rotatedIdle, new FingerprintMatcher(key), deadLetters, metrics, clock);
            Worker worker = new Worker(due, batcher, sender, checkpoint, ids, follow.damagedAfter(), stop, telemetry);
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
        streams.followed().stream().filter(tailed -> !tailed.leased()).forEach(TailedFile::close);
        newcomers.close();
        return settled;
    }

    /** Whether whatever was found is sent, except for lines and events that are not complete. */
    public boolean idle() {
        return !poller.anythingDue() && !newcomers.anyFull();
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
                    nextScan = clock.millis() + scanMillis;
                }
                scan = lookOnce(scan);
                if (stop.draining() && !poller.anythingDue() && !newcomers.cutShort()) {
                    return;
                }
                scan |= watch.await(newcomers.cutShort() ? AT_ONCE : stop.draining() ? WHILE_DRAINING : poll);
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

    /** Whether a scan should follow. */
    private boolean lookOnce(boolean scan) {
        try {
            boolean again = false;
            if (scan) {
                restoreFolder();
                scanner.scan();
                // A file that was made after its folder was listed, and before that is watched, is found by one scan
                // more.
                again = watch.watch(scanner.folders());
                telemetry.problems().clear(Problems.Kind.DATA_FOLDER, SCAN);
                tellOfFirstLook(again);
            }
            return poller.poll() || again;
        } catch (UncheckedIOException e) {
            // The disk is full, or cannot be written: what could not be kept is decided again by the next scan.
            telemetry.problems().raise(Problems.Kind.DATA_FOLDER, SCAN, DataProblem.of(e));
            return false;
        }
    }

    /** From here on what is new in these folders is met at once; what came and went before, nobody has seen. */
    private void tellOfFirstLook(boolean again) {
        if (!hasLooked && !again) {
            hasLooked = true;
            log.info(
                    "files looked for",
                    "followed",
                    streams.followed().size(),
                    "folders",
                    scanner.folders().size());
        }
    }

    /** Somebody may delete the data folder under the running agent: it knows what was in it. */
    private void restoreFolder() {
        if (data.isThere() && checkpoint.isThere()) {
            return;
        }
        try {
            data.restore(agentId);
            checkpoint.restore();
            log.error(
                    "data folder was deleted while the agent runs, it is written anew; stop the agent before its folder"
                            + " is moved or deleted",
                    "folder",
                    data.path());
        } catch (IOException e) {
            throw new UncheckedIOException("data folder " + data.path() + " cannot be made again", e);
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
