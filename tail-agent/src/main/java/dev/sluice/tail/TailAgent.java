// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import dev.sluice.tail.checkpoint.AgentFolder;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.DataProblem;
import dev.sluice.tail.checkpoint.Machine;
import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.follow.StreamIds;
import dev.sluice.tail.follow.TailSession;
import dev.sluice.tail.follow.Telemetry;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import dev.sluice.tail.telemetry.OperationsServer;
import dev.sluice.tail.telemetry.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A running agent. It works from {@link #start} until {@link #stop}, and can take a new configuration in between. */
public final class TailAgent {

    private final AgentFolder data;
    private final Checkpoint checkpoint;
    private final Metrics metrics;
    private final Telemetry telemetry;
    private final AgentLog log;
    private final Clock clock;
    private final OperationsServer operations;
    private final CountDownLatch ended = new CountDownLatch(1);

    private AgentConfig config;
    private TailSession session;
    private volatile boolean failed;
    private boolean stopped;

    private TailAgent(AgentConfig config, AgentFolder data, AgentLog log) throws IOException {
        this.config = config;
        this.data = data;
        this.log = log;
        this.clock = Clock.systemUTC();
        this.metrics = new Metrics();
        Problems problems = new Problems(log, clock);
        metrics.problems(problems);
        this.telemetry = new Telemetry(metrics, problems, log, clock);
        this.checkpoint = Checkpoint.open(data.path());
        tellOfDamage();
        bind(Machine.id());
        this.operations = config.agent().operations() == null
                ? null
                : new OperationsServer(config.agent().operations(), metrics);
        this.session = session(config);
    }

    private void tellOfDamage() {
        for (String file : checkpoint.damagedFiles()) {
            metrics.checkpointDamage.increment();
            log.error(
                    "checkpoint file is damaged, using the one before it and what is whole of this one", "file", file);
        }
        if (checkpoint.damagedRecords() > 0) {
            metrics.checkpointDamage.add(checkpoint.damagedRecords());
            log.warn(
                    "checkpoint has damaged records, some lines are sent again",
                    "records",
                    checkpoint.damagedRecords());
        }
    }

    /** A data folder that comes from another machine is a copy: its streams go on there, and here others do from the same places. */
    private void bind(Optional<String> machine) throws IOException {
        String host = config.agent().host();
        if (data.isForeignTo(machine)) {
            String before = config.agent().id() == null
                    ? data.agentId(host)
                    : config.agent().id();
            StreamIds ids = new StreamIds(before, clock);
            checkpoint.rename(state -> ids.next(), clock.millis());
            log.warn(
                    "data folder comes from another machine: streams go on under new names from the same places",
                    "folder",
                    data.path());
        }
        data.bind(machine, host);
    }

    /**
     * Starts to follow.
     *
     * @throws IOException if the data folder is in use or cannot be written, or a port is taken; the message says what to do
     */
    public static TailAgent start(AgentConfig config, AgentLog log) throws IOException {
        AgentFolder data = AgentFolder.open(config.agent().data());
        try {
            TailAgent agent = new TailAgent(config, data, log);
            agent.warnOfTokenInTheClear();
            agent.session.start();
            log.info(
                    "agent started",
                    "server",
                    config.server().url(),
                    "data",
                    data.path(),
                    "inputs",
                    config.inputs().size(),
                    "operations",
                    agent.operations == null ? "none" : agent.operations.port());
            return agent;
        } catch (IOException e) {
            data.close();
            throw e;
        } catch (UncheckedIOException e) {
            data.close();
            throw new IOException(DataProblem.of(e), e);
        }
    }

    private void warnOfTokenInTheClear() {
        if (config.server().sendsTokenInTheClear()) {
            log.warn(
                    "token goes over the network in the clear, whoever is on the way can read and use it; use"
                            + " https in server.url",
                    "server",
                    config.server().url());
        }
    }

    private TailSession session(AgentConfig next) throws IOException {
        return new TailSession(next, data, checkpoint, telemetry, this::fail);
    }

    private void fail() {
        failed = true;
        ended.countDown();
    }

    /**
     * Follows by {@code next} from now on. Data folder and operations address stay as they are until a restart.
     *
     * @throws IOException if something that {@code next} names cannot be read; the old configuration stays in force then
     */
    public synchronized void reload(AgentConfig next) throws IOException {
        if (stopped) {
            return;
        }
        session.stop(config.agent().stopWithin());
        try {
            session = session(next);
            config = next;
        } catch (IOException e) {
            session = session(config);
            throw e;
        } finally {
            session.start();
        }
        metrics.reloads.increment();
        warnOfTokenInTheClear();
        log.info("configuration taken", "inputs", next.inputs().size());
    }

    /** Whether whatever was found is sent, except for lines and events that are not complete. */
    public synchronized boolean idle() {
        return session.idle();
    }

    /** Port of health and metrics, or -1 if they are switched off. */
    public int operationsPort() {
        return operations == null ? -1 : operations.port();
    }

    /** The metrics, as {@code GET /metrics} answers them. */
    public String metrics() {
        return metrics.prometheus();
    }

    /** Waits until the agent has stopped; false if that was by an error of its own. */
    public boolean await() throws InterruptedException {
        ended.await();
        return !failed;
    }

    /**
     * Sends what is there and stops, within the configured time. Lines that could not be settled by then are sent after the next start.
     *
     * @return whether everything was settled
     */
    public synchronized boolean stop() {
        if (stopped) {
            return true;
        }
        stopped = true;
        boolean settled = session.stop(config.agent().stopWithin());
        if (operations != null) {
            operations.close();
        }
        try {
            checkpoint.close();
            data.close();
        } catch (IOException e) {
            log.error("data folder could not be closed", "folder", data.path(), "cause", e);
        }
        log.info("agent stopped", "settled", settled);
        ended.countDown();
        return settled;
    }
}
