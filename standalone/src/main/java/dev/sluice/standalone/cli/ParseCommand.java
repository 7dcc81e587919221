// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.standalone.StandaloneException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice parse}: shows what lines become, without anything running. */
@Command(
        name = "parse",
        mixinStandardHelpOptions = true,
        description = {
            "Parse lines: one ECS JSON object a line on standard output.",
            "A line that cannot be parsed is one JSON object on standard error, with its number (from 1) and the reason; then the exit code is 1."
        })
final class ParseCommand implements Callable<Integer> {

    private static final int WHOLE_PAYLOAD = 64 << 20;
    private static final int BUFFER = 1 << 20;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "auto",
            description = "The lines' format; auto unless given.")
    private String format;

    @Option(names = "--file", paramLabel = "X", description = "Read this file instead of standard input.")
    private Path file;

    private final JsonMapper json = JsonMapper.builder().build();

    /** A line that could not be parsed, as it is printed. */
    record Failure(long line, DeadLetterReason reason, String message) {}

    @Override
    public Integer call() throws IOException {
        if (LogFormat.ofWireName(format).isEmpty()) {
            throw new StandaloneException(
                    "there is no format '" + format + "'; there are " + String.join(", ", LogFormat.wireNames()));
        }
        try (InputStream in = file == null ? System.in : Files.newInputStream(file);
                OutputStream out = new BufferedOutputStream(System.out, BUFFER)) {
            Printer printer = new Printer(out, System.err);
            parseAll(in, printer);
            return printer.failures == 0 ? 0 : 1;
        } catch (NoSuchFileException e) {
            throw new StandaloneException("there is no file " + e.getFile(), e);
        }
    }

    private void parseAll(InputStream in, Printer printer) throws IOException {
        ChunkParser parser = new ChunkParser(ParserSettings.defaults());
        ChunkHeaders headers =
                ChunkHeaders.of(format, "parse", Clock.systemUTC().millis());
        if (format.equals(LogFormat.CLOUDWATCH.wireName())) {
            // A payload may be binary: it is taken as a whole.
            byte[] payload = in.readNBytes(WHOLE_PAYLOAD);
            parser.parse(headers, payload, 0, payload.length, printer);
            return;
        }
        byte[] buffer = new byte[BUFFER];
        int filled = 0;
        long line = 0;
        while (true) {
            int read = in.readNBytes(buffer, filled, buffer.length - filled);
            filled += read;
            int end = read == 0 ? filled : endOfLastLine(buffer, filled);
            if (end == 0 && filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
                continue;
            }
            parser.parse(headers.at(line, OptionalLong.empty()), buffer, 0, end, printer);
            line += lines(buffer, end);
            System.arraycopy(buffer, end, buffer, 0, filled - end);
            filled -= end;
            if (read == 0) {
                return;
            }
        }
    }

    private static int endOfLastLine(byte[] buffer, int filled) {
        int end = filled;
        while (end > 0 && buffer[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static long lines(byte[] buffer, int end) {
        long lines = 0;
        for (int i = 0; i < end; i++) {
            if (buffer[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /** Prints events and failures as they come. */
    private final class Printer implements ParseOutput {

        private final OutputStream out;
        private final PrintStream err;
        private long failures;

        Printer(OutputStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] event, int from, int to) {
            try {
                out.write(event, from, to - from);
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            failures++;
            byte[] failure = json.writeValueAsString(new Failure(line + 1, reason, message))
                    .getBytes(UTF_8);
            err.writeBytes(failure);
            err.println();
        }
    }
}
