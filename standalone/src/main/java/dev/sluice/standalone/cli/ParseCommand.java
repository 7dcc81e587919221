// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.parser.settings.ParserSettingsLoader;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.FormatExplainer;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.settings.SettingsCheck;
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
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice parse}: shows what lines become, without anything running. */
@Command(
        name = "parse",
        mixinStandardHelpOptions = true,
        description = {
            "Parse lines: one ECS JSON object a line on standard output.",
            "A line that cannot be parsed is one JSON object on standard error, with its number (from 1) and the"
                    + " reason; then the exit code is 1.",
            "Settings of the parser are taken from the environment, e.g. SLUICE_PARSER_ENRICH_USERAGENT_ENABLED=true.",
            "A line that a rule drops is one there too, with its number and the rule."
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

    @Option(
            names = "--explain",
            description = {
                "Instead of events print for each line which format takes it,",
                "and for each other one the byte at which it stops and why."
            })
    private boolean explain;

    @Spec
    private CommandSpec spec;

    private ParserSettings settings;

    /** A line that could not be parsed, as it is printed. */
    record Failure(long line, DeadLetterReason reason, String message) {}

    /** A line that a rule leaves out, as it is printed. */
    record Dropped(long line, String rule) {}

    @Override
    public Integer call() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        SettingsCheck.check(environment);
        settings = ParserSettingsLoader.of(environment);
        SortedSet<String> formats = new TreeSet<>(LogFormat.wireNames());
        formats.addAll(settings.logFormats().keySet());
        formats.addAll(settings.declaredFormats().names());
        if (!formats.contains(format)) {
            throw new StandaloneException(
                    "there is no format '" + format + "'; there are " + String.join(", ", formats));
        }
        try (InputStream in = file == null ? System.in : Files.newInputStream(file)) {
            return explain ? explainAll(in) : parseAll(in);
        } catch (NoSuchFileException e) {
            throw new StandaloneException("there is no file " + e.getFile(), e);
        }
    }

    private int explainAll(InputStream in) throws IOException {
        ExplanationPrinter explained = new ExplanationPrinter(
                new FormatExplainer(settings), headers(), spec.commandLine().getOut());
        if (isPayload()) {
            explained.explain(0, in.readNBytes(WHOLE_PAYLOAD));
        } else {
            LineBlockReader.read(in, explained);
        }
        return explained.allTaken() ? 0 : 1;
    }

    private int parseAll(InputStream in) throws IOException {
        try (OutputStream out = new BufferedOutputStream(System.out, BUFFER)) {
            Printer printer = new Printer(out, System.err);
            parseAll(in, printer);
            return printer.failures == 0 ? 0 : 1;
        }
    }

    /** A payload may be binary: it is taken as a whole. */
    private boolean isPayload() {
        return format.equals(LogFormat.CLOUDWATCH.wireName());
    }

    private ChunkHeaders headers() {
        return ChunkHeaders.of(format, "parse", Clock.systemUTC().millis());
    }

    private void parseAll(InputStream in, Printer printer) throws IOException {
        ChunkParser parser = new ChunkParser(settings);
        ChunkHeaders headers = headers();
        if (isPayload()) {
            byte[] payload = in.readNBytes(WHOLE_PAYLOAD);
            parser.parse(headers, payload, 0, payload.length, printer);
            return;
        }
        LineBlockReader.read(
                in, (line, lines, end) -> parser.parse(headers.at(line, OptionalLong.empty()), lines, 0, end, printer));
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
            print(new Failure(line + 1, reason, message));
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            print(new Dropped(line + 1, rule));
        }

        private void print(Object what) {
            err.writeBytes(TerminalText.json(what).getBytes(UTF_8));
            err.println();
        }
    }
}
