// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.sensitive.SensitiveText;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator does with a command that changes something for others, in a file of JSON lines: who, when, what, and how it ended. There is a
 * line before it begins and one when it has ended; a command whose first line cannot be written is not run. Commands have it as a mixin.
 */
final class AuditedAction {

    private static final String NAME = "audit.ndjson";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<StandardOpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    @Option(
            names = "--audit-file",
            paramLabel = "FILE",
            defaultValue = "${env:SLUICE_AUDIT_FILE}",
            description = "Where it is kept who did this, when, and with what result; $$SLUICE_AUDIT_FILE, or " + NAME
                    + " in the data folder unless given.")
    private Path file;

    private String result = "done";

    /** Says what has come of it, in a sentence without secrets. */
    void result(String sentence) {
        result = sentence;
    }

    /** Who works here, for what is kept about it. */
    static String operator() throws IOException {
        String user = System.getProperty("user.name");
        String self = System.getenv("SUDO_USER");
        String name = self == null || self.equals(user) ? user : self + " as " + user;
        return name + '@' + InetAddress.getLocalHost().getHostName();
    }

    /** Runs what was asked for, as picocli would, and keeps a record of it if it is such a command. */
    static int execute(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandSpec command = last.commandSpec();
        Optional<AuditedAction> audited = last.isUsageHelpRequested() || last.isVersionHelpRequested()
                ? Optional.empty()
                : command.mixins().values().stream()
                        .map(CommandSpec::userObject)
                        .filter(AuditedAction.class::isInstance)
                        .map(AuditedAction.class::cast)
                        .findFirst();
        return audited.isEmpty()
                ? new CommandLine.RunLast().execute(parsed)
                : audited.get().execute(parsed, command);
    }

    private int execute(ParseResult parsed, CommandSpec command) {
        Path trail = file != null ? file : dataFolder(command).resolve(NAME);
        String what = words(parsed.originalArgs());
        try {
            append(trail, what, "begun", null);
            String end = null;
            try {
                int code = new CommandLine.RunLast().execute(parsed);
                end = code == 0 ? result : result + " (exit code " + code + ")";
                return code;
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                end = "failed: " + (Sluice.isForPeople(cause) ? Sluice.sentence(cause) : cause.toString());
                throw e;
            } catch (ParameterException e) {
                end = "failed: " + e.getMessage();
                throw e;
            } finally {
                append(trail, what, "ended", end);
            }
        } catch (IOException e) {
            throw new ExecutionException(
                    command.commandLine(),
                    "audit",
                    new StandaloneException(
                            "what is done cannot be kept in " + trail + " (" + Sluice.sentence(e)
                                    + "); name another file by --audit-file",
                            e));
        }
    }

    /** One line by one write, so that those of several commands don't mix. */
    private static void append(Path trail, String what, String state, String result) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        line.put("at", Instant.now().toString());
        line.put("who", operator());
        line.put("what", what);
        line.put("state", state);
        if (result != null) {
            line.put("result", hidden(result));
        }
        Path folder = trail.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        try (SeekableByteChannel out = Files.newByteChannel(
                trail, APPEND, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap((JSON.writeValueAsString(line) + '\n').getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    private static Path dataFolder(CommandSpec command) {
        CommandLine.Model.OptionSpec data = command.findOption("--data");
        if (data != null) {
            return data.getValue();
        }
        String named = System.getenv("SLUICE_DATA");
        return Path.of(named == null ? "data" : named);
    }

    /** As it was typed, without the values of settings, which may be keys. */
    private static String words(List<String> arguments) {
        List<String> words = new ArrayList<>();
        boolean isSetting = false;
        for (String argument : arguments) {
            String word = argument;
            if (isSetting) {
                word = withoutValue(word);
            } else if (word.startsWith("--set=")) {
                word = "--set=" + withoutValue(word.substring("--set=".length()));
            }
            isSetting = argument.equals("--set");
            words.add(word.isEmpty() || word.contains(" ") ? '"' + word + '"' : word);
        }
        return hidden(String.join(" ", words));
    }

    private static String withoutValue(String setting) {
        return setting.split("=", 2)[0] + "=…";
    }

    private static String hidden(String text) {
        return new String(SensitiveText.hide(text.getBytes(UTF_8)), UTF_8);
    }
}
