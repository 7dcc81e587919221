// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub.Fault;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not written in UTF-8. */
class ITEncoding {

    private static final String ONE = "- {name: app, paths: [LOGS/app.log], format: text%s}";

    @TempDir
    Path folder;

    private AgentRig rig(String more) throws IOException {
        return new AgentRig(folder, ONE.formatted(more));
    }

    private static void append(AgentRig rig, String text, Charset charset) throws IOException {
        Files.write(rig.log("app.log"), text.getBytes(charset), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8"})
    void readsWhatItsByteOrderMarkTells(String name) throws IOException {
        Charset charset = Charset.forName(name);
        try (AgentRig rig = rig("")) {
            rig.server.faults(number -> number % 2 == 0 ? Fault.CUT_AFTER : Fault.NONE);
            append(rig, "\ufeffone\r\n", charset);
            rig.start();
            rig.awaitLines("one\r");
            append(rig, "zwei ü Ċ\nand 日本\nno end", charset);
            rig.awaitLines("one\r", "zwei ü Ċ", "and 日本");
            rig.stop();
            append(rig, " yet\n😀\n", charset);
            rig.start();
            rig.awaitLines("one\r", "zwei ü Ċ", "and 日本", "no end yet", "😀");
            assertThat(rig.server.streams()).hasSize(1);
            rig.rename("app.log", "app.log.1");
            append(rig, "the younger file is UTF-8\n", UTF_8);
            rig.awaitLines("one\r", "zwei ü Ċ", "and 日本", "no end yet", "😀", "the younger file is UTF-8");
        }
    }

    @Test
    void readsTheEncodingThatItIsTold() throws IOException {
        try (AgentRig rig = rig(", encoding: windows-1252, multiline: {preset: indented, idle: 100ms}")) {
            append(rig, "price 5 €\n more\nnext\n", Charset.forName("windows-1252"));
            rig.start();
            rig.awaitLines("price 5 €\r more", "next");
        }
    }

    @Test
    void setsAsideLinesThatAreTooLongAndReadsOn() throws IOException {
        try (AgentRig rig = rig(", max-line: 1KiB")) {
            append(rig, "\ufeffone\n" + "ਊ".repeat(600) + "\ntwo\n", UTF_16BE);
            rig.start();
            rig.awaitLines("one", "two");
            assertThat(rig.deadLetters()).hasSize(1).first().asString().contains("LINE_TOO_LONG");
        }
    }

    @Test
    void startsAtTheEndOfAFile() throws IOException {
        try (AgentRig rig = rig(", start: end")) {
            append(rig, "\ufeffold\nlast ", UTF_16LE);
            rig.start();
            await().until(() -> rig.metric("files") == 1);
            append(rig, "line\n", UTF_16LE);
            rig.awaitLines("last line");
        }
    }

    @Test
    void namesAnEncodingThatItDoesNotRead() throws IOException {
        try (AgentRig rig = rig("")) {
            append(rig, "without a mark\n", UTF_16LE);
            rig.start();
            rig.awaitMetric("problems\\{kind=\"unreadable\"\\}", 1);
            assertThat(rig.server.count()).isZero();
            Files.delete(rig.log("app.log"));
            append(rig, "now in UTF-8\n", UTF_8);
            rig.awaitLines("now in UTF-8");
            await().until(() -> rig.metric("problems\\{kind=\"unreadable\"\\}") == 0);
        }
    }
}
