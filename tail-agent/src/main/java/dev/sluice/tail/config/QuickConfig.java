// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.tail.files.Globs;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A configuration without a file: follow these into that server, everything else as by default. */
public final class QuickConfig {

    /** The variable that a token is taken from where no option gives one. */
    public static final String TOKEN_VARIABLE = "SLUICE_TOKEN";

    /** Said to whoever gives a token by an option. */
    public static final String TOKEN_IS_SHOWN =
            "the token is on the command line, which other users of this machine can read; give it by the variable "
                    + TOKEN_VARIABLE;

    /**
     * What to follow.
     *
     * @param url of ingest, e.g. {@code http://127.0.0.1:8080}
     * @param token API token, or null
     * @param data folder to remember positions in, or null for one of the user's own for just these files
     * @param format of the lines, or null for {@code auto}
     * @param dataset or null to leave it to the server
     * @param namespace or null to leave it to the server
     * @param fromEnd whether only lines from now on are sent
     * @param files paths or globs; relative ones are meant from the working folder
     */
    public record Request(
            String url,
            String token,
            Path data,
            String format,
            String dataset,
            String namespace,
            boolean fromEnd,
            List<String> files) {}

    /** @throws ConfigException if something cannot be meant */
    public static AgentConfig of(Request request) {
        List<String> files =
                absolute(request.files()).stream().map(QuickConfig::glob).toList();
        Path data = request.data() == null ? dataFor(request) : request.data();
        StringBuilder yaml = new StringBuilder();
        section(yaml, "server", "url", request.url(), "token", request.token());
        section(yaml, "agent", "data", data.toString(), "operations", "none");
        yaml.append("inputs:\n- name: files\n  paths:\n");
        files.forEach(file -> yaml.append("  - ").append(quoted(file)).append('\n'));
        setting(yaml, "format", request.format());
        setting(yaml, "dataset", request.dataset());
        setting(yaml, "namespace", request.namespace());
        setting(yaml, "start", request.fromEnd() ? "end" : "beginning");
        return new ConfigReader(Map.of()).read(new StringReader(yaml.toString()), "command line");
    }

    /**
     * A name for the folder that remembers positions in these files: another one for other files, and for another server, which has not got
     * their lines.
     */
    public static String nameOf(String url, List<String> files) {
        String what = url + '\n' + String.join("\n", absolute(files));
        return UUID.nameUUIDFromBytes(what.getBytes(UTF_8)).toString();
    }

    private static List<String> absolute(List<String> files) {
        return files.stream()
                .map(file -> file.startsWith("/") ? file : Path.of("").toAbsolutePath() + "/" + file)
                .toList();
    }

    /** A file that is there is meant as it is written, even if its name looks like a glob. */
    private static String glob(String file) {
        return Files.isRegularFile(Path.of(file)) ? Globs.literal(file) : file;
    }

    private static Path dataFor(Request request) {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state == null ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
        return base.resolve("sluice-tail").resolve(nameOf(request.url(), request.files()));
    }

    private static void section(StringBuilder yaml, String name, String... pairs) {
        yaml.append(name).append(":\n");
        for (int i = 0; i < pairs.length; i += 2) {
            setting(yaml, pairs[i], pairs[i + 1]);
        }
    }

    private static void setting(StringBuilder yaml, String key, String value) {
        if (value != null) {
            yaml.append("  ").append(key).append(": ").append(quoted(value)).append('\n');
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private QuickConfig() {}
}
