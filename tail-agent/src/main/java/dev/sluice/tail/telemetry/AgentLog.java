// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.telemetry;

import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * The agent's own log: one line an event, {@code time level message key=value …}. It holds names and numbers, never log data or tokens.
 */
public final class AgentLog {

    private final PrintStream out;
    private final Clock clock;

    public AgentLog(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** @param pairs names and values in turn */
    public void info(String message, Object... pairs) {
        write("INFO ", message, pairs);
    }

    /** Something that an operator should look at, but which mends itself. */
    public void warn(String message, Object... pairs) {
        write("WARN ", message, pairs);
    }

    /** Something that needs an operator. */
    public void error(String message, Object... pairs) {
        write("ERROR", message, pairs);
    }

    private void write(String level, String message, Object... pairs) {
        StringBuilder line = new StringBuilder(128)
                .append(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .append(' ')
                .append(level)
                .append(' ')
                .append(message);
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            line.append(' ').append(pairs[i]).append('=').append(quoted(String.valueOf(pairs[i + 1])));
        }
        out.println(line);
    }

    private static String quoted(String value) {
        String oneLine = value.replace('\n', ' ').replace('\r', ' ');
        return oneLine.isEmpty() || oneLine.indexOf(' ') >= 0 ? '"' + oneLine.replace('"', '\'') + '"' : oneLine;
    }
}
