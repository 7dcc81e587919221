// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter written = new StringWriter();

    @Test
    void itIsOneLineAtATerminalAndGoneAtTheEnd() {
        try (Progress progress = new Progress(new PrintWriter(written), true)) {
            progress.show("1 of 2");
            progress.show("too soon to be seen");
        }

        assertThat(written).hasToString("\r\u001b[K1 of 2\r\u001b[K");
    }

    @Test
    void itIsSilentWhereNobodySits() {
        try (Progress progress = new Progress(new PrintWriter(written), false)) {
            progress.show("1 of 2");
        }

        assertThat(written.toString()).isEmpty();
    }

    @Test
    void whatASenderSentCannotSteerTheTerminal() {
        try (Progress progress = new Progress(new PrintWriter(written), true)) {
            progress.show("a\u001b[31mb");
        }

        assertThat(written.toString()).contains("a\\u001b[31mb");
    }
}
