// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import dev.sluice.tail.config.AgentConfig;
import dev.sluice.tail.config.ConfigException;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.config.QuickConfig;
import dev.sluice.tail.telemetry.AgentLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import sun.misc.Signal;

/** The command {@code tail-agent}. */
public final class Main {

    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] args) {
        int status = run(args);
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Runs the command until it is told to stop by SIGTERM or SIGINT. SIGHUP reads the configuration again.
     *
     * @return the exit status: 0, 1 after a failure, 2 for wrong use
     */
    public static int run(String... args) {
        AgentLog log = new AgentLog(System.err, Clock.systemUTC());
        try {
            CommandLine command = CommandLine.parse(System.getenv(), args);
            if (command.selfTest()) {
                return SelfTest.run(log) ? 0 : FAILED;
            }
            AgentConfig config = command.config(new ConfigReader(System.getenv()));
            if (command.check()) {
                System.out.println(
                        command.file() + " is valid: " + config.inputs().size() + " input(s)");
                return 0;
            }
            if (command.tokenIsShown()) {
                log.warn(QuickConfig.TOKEN_IS_SHOWN);
            }
            return follow(config, command.file(), log);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            return WRONG_USE;
        } catch (IOException e) {
            log.error("self-test failed", "cause", e);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /**
     * Follows until the process is told to stop by SIGTERM or SIGINT, whose handlers this sets.
     *
     * @return the exit status: 0, or 1 after a failure, which is in {@code log}
     */
    public static int follow(AgentConfig config, AgentLog log) {
        return follow(config, null, log);
    }

    private static int follow(AgentConfig config, Path file, AgentLog log) {
        try {
            TailAgent agent = TailAgent.start(config, log);
            // Handlers and not a shutdown hook: an agent that has stopped as it should ends with status 0.
            for (String name : new String[] {"TERM", "INT"}) {
                Signal.handle(new Signal(name), signal -> agent.stop());
            }
            if (file != null) {
                Signal.handle(new Signal("HUP"), signal -> reload(agent, file, log));
            }
            return agent.await() ? 0 : FAILED;
        } catch (IOException e) {
            log.error("agent cannot start", "cause", e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static void reload(TailAgent agent, Path file, AgentLog log) {
        try {
            agent.reload(new ConfigReader(System.getenv()).read(file));
        } catch (ConfigException | IOException e) {
            log.error("new configuration is not taken, the old one stays", "cause", e.getMessage());
        }
    }
}
