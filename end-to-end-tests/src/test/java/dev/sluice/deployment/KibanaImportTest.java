// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker/kibana-import.sh} with a {@code curl} that keeps what it is asked: it ends well only if everything was imported. */
class KibanaImportTest {

    private static final Path SCRIPT =
            Path.of("../docker/kibana-import.sh").toAbsolutePath().normalize();
    private static final String SUCCESS = "{\"success\":true,\"successCount\":3}";
    private static final String NOBODY = "65534";

    @TempDir
    private Path folder;

    private Path objects;
    private Path calls;

    private record Outcome(int exitCode, String output) {}

    @BeforeEach
    void prepare() throws IOException {
        objects = Files.createDirectory(folder.resolve("objects"));
        calls = folder.resolve("calls");
    }

    @Test
    void nothingToImportIsAFailure() throws Exception {
        Files.writeString(objects.resolve("README.md"), "no objects");

        Outcome outcome = run(SUCCESS, Map.of());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("nothing to import", "chmod -R go+rX kibana");
        assertThat(calls).doesNotExist();
    }

    /** As is what a clone with umask 077 has, for the user of the container. */
    @Test
    void aFileOrFolderThatItMayNotReadIsAFailureThatSaysWhatToDo() throws Exception {
        Path file = Files.writeString(objects.resolve("sluice.ndjson"), "{}\n");
        everybodyReaches(folder, objects);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        Outcome unreadable = runAsNobody();

        assertThat(unreadable.exitCode()).isEqualTo(1);
        assertThat(unreadable.output()).contains("cannot read " + file, "chmod -R go+rX kibana");

        Files.setPosixFilePermissions(objects, PosixFilePermissions.fromString("rwx------"));

        Outcome closed = runAsNobody();

        assertThat(closed.exitCode()).isEqualTo(1);
        assertThat(closed.output()).contains("nothing to import", "chmod -R go+rX kibana");
        assertThat(calls).doesNotExist();
    }

    @Test
    void whatKibanaTookInPartIsAFailure() throws Exception {
        Files.writeString(objects.resolve("sluice.ndjson"), "{}\n");

        Outcome outcome = run("{\"success\":false,\"successCount\":2,\"errors\":[{\"id\":\"x\"}]}", Map.of());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("\"errors\"");
    }

    @Test
    void eachFileIsSentAndThePasswordIsNoArgument() throws Exception {
        Files.writeString(objects.resolve("a.ndjson"), "{}\n");
        Files.writeString(objects.resolve("b.ndjson"), "{}\n");

        Outcome outcome = run(SUCCESS, Map.of("KIBANA_USER", "elastic", "KIBANA_PASSWORD", "hunter2"));

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .contains("Importing a.ndjson", "Importing b.ndjson")
                .doesNotContain("hunter2");
        List<String> asked = Files.readAllLines(calls);
        assertThat(asked).hasSize(4);
        assertThat(asked.get(0))
                .contains("file=@" + objects + "/a.ndjson", "overwrite=true")
                .doesNotContain("hunter2");
        assertThat(asked.get(1)).isEqualTo("user = \"elastic:hunter2\"");
        assertThat(asked.get(2)).contains("b.ndjson");
    }

    private Outcome run(String answer, Map<String, String> environment) throws IOException, InterruptedException {
        return run(List.of(), answer, environment);
    }

    private Outcome runAsNobody() throws IOException, InterruptedException {
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root) {
            // The owner reads what only the owner may read; taken from him, it is as for somebody else.
            try (var tree = Files.walk(objects)) {
                for (Path path :
                        tree.sorted((one, other) -> other.compareTo(one)).toList()) {
                    if (Files.getPosixFilePermissions(path).size() <= 3) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("---------"));
                    }
                }
            }
        }
        return run(
                root ? List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups") : List.of(),
                SUCCESS,
                Map.of());
    }

    private Outcome run(List<String> as, String answer, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path programs = Files.createDirectories(folder.resolve("bin"));
        Path curl = programs.resolve("curl");
        Files.writeString(
                curl,
                "#!/bin/bash\n{ echo \"$*\"; cat; echo; } >> " + calls + "\nprintf '%s' '" + answer + "'\n",
                UTF_8);
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
        everybodyReaches(programs);
        Path script = folder.resolve("import.sh");
        Files.write(script, Files.readAllBytes(SCRIPT));
        everybodyReaches(script);
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of("bash", script.toString(), "http://kibana:5601", objects.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }

    private static void everybodyReaches(Path... paths) throws IOException {
        for (Path path : paths) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
