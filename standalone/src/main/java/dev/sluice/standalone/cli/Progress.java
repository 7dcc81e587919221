// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.concurrent.Ticker;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Tells a person at a terminal how far something is, on one line of the error output that is written over; silent where nobody sits before it. What
 * was achieved is said by the command itself, on a line of its own.
 */
final class Progress implements AutoCloseable {

    private static final String CLEAR_LINE = "\r\u001b[K";
    private static final Path ERROR = Path.of("/proc/self/fd/2");
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private final PrintWriter out;
    private final boolean terminal;
    private final Ticker ticker;
    private long shownAt;
    private boolean shown;

    Progress(PrintWriter out) {
        this(out, isTerminal() && isErrorTerminal(), Ticker.SYSTEM);
    }

    Progress(PrintWriter out, boolean terminal, Ticker ticker) {
        this.out = out;
        this.terminal = terminal;
        this.ticker = ticker;
    }

    /** Whether a person sees what goes to the error output, too: it may be kept in a file. */
    private static boolean isErrorTerminal() {
        try {
            Path device = Files.readSymbolicLink(ERROR);
            return device.startsWith("/dev/pts") || device.startsWith("/dev/console") || isOldTerminal(device);
        } catch (IOException e) {
            // Not Linux: nobody can be asked.
            return true;
        }
    }

    private static boolean isOldTerminal(Path device) {
        return device.startsWith("/dev") && device.getFileName().toString().startsWith("tty");
    }

    /** Whether a person sits before input and output. */
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Shows how far it is; not more often than eyes can follow. */
    void show(String state) {
        long now = ticker.nanos();
        if (terminal && (!shown || now - shownAt >= INTERVAL.toNanos())) {
            out.print(CLEAR_LINE + TerminalText.escaped(state));
            out.flush();
            shown = true;
            shownAt = now;
        }
    }

    /** Takes it away again. */
    @Override
    public void close() {
        if (shown) {
            out.print(CLEAR_LINE);
            out.flush();
            shown = false;
        }
    }
}
