// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.concurrent.Ticker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter written = new StringWriter();

    private long now;
    private final Ticker ticker = new Ticker() {

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            throw new AssertionError("nobody waits");
        }
    };

    @Test
    void itIsOneLineAtATerminalAndGoneAtTheEnd() {
        try (Progress progress = new Progress(new PrintWriter(written), true, ticker)) {
            progress.show("1 of 2");
            progress.show("too soon to be seen");
            now += Duration.ofMillis(200).toNanos();
            progress.show("2 of 2");
        }

        assertThat(written).hasToString("\r\u001b[K1 of 2\r\u001b[K2 of 2\r\u001b[K");
    }

    @Test
    void itIsSilentWhereNobodySits() {
        try (Progress progress = new Progress(new PrintWriter(written), false, ticker)) {
            progress.show("1 of 2");
        }

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void whatASenderSentCannotSteerTheTerminal() {
        try (Progress progress = new Progress(new PrintWriter(written), true, ticker)) {
            progress.show("a\u001b[31mb");
        }

        assertThat(written.toString()).contains("a\\u001b[31mb");
    }
}
