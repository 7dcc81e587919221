// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A clone with umask 077 is its owner's alone, and services run as user 10001: what goes into an image is opened by the Dockerfile, and what is
 * mounted by the command of docs/deploy.md. Both are run here, on a copy with such modes.
 */
class ReadableFilesTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<PosixFilePermission> OWNERS_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNERS_FILE = PosixFilePermissions.fromString("rw-------");

    @TempDir
    private Path clone;

    @Test
    void whatTheDockerfileTakesFromTheCloneIsReadableInTheImage() throws Exception {
        String dockerfile = Files.readString(PROJECT.resolve("docker/Dockerfile"), UTF_8);
        List<String> copied = matches("COPY --from=build (/build/\\S+(?: /build/\\S+)*) ", dockerfile).stream()
                .flatMap(paths -> Stream.of(paths.split(" ")))
                .map(path -> path.replace("/build/", ""))
                .toList();
        assertThat(copied).contains("docker/healthy").allMatch(path -> path.startsWith("docker/"));
        copy("docker");

        run(matches("(?m)^RUN (chmod .*)$", dockerfile));

        assertThat(unreadable("docker")).isEmpty();
    }

    @Test
    void whatIsMountedIsReadableAfterTheCommandOfTheDocument() throws Exception {
        String compose = Files.readString(PROJECT.resolve("docker-compose.yml"), UTF_8)
                + Files.readString(PROJECT.resolve("docker-compose.secure.yml"), UTF_8);
        Set<String> mounted = new TreeSet<>(matches("\\./([\\w./-]+):/", compose));
        mounted.removeIf(path -> path.startsWith("docker/secure/"));
        assertThat(mounted).contains("kibana", "docker/kibana-import.sh", "samples/access-combined.log");
        for (String path : mounted) {
            copy(path);
        }
        assertThat(unreadable("kibana")).as("before").isNotEmpty();

        run(matches("`(chmod -R go\\+rX [^`]+)`", Files.readString(PROJECT.resolve("docs/deploy.md"), UTF_8)));

        for (String path : mounted) {
            assertThat(unreadable(path)).as(path).isEmpty();
        }
    }

    /** With the modes that umask 077 gives. */
    private void copy(String name) throws IOException {
        Path from = PROJECT.resolve(name);
        Files.createDirectories(clone.resolve(name).getParent());
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.filter(path -> !path.startsWith(PROJECT.resolve("docker/secure")))
                    .toList()) {
                Path to = clone.resolve(PROJECT.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                    Files.setPosixFilePermissions(to, OWNERS_FOLDER);
                } else {
                    Files.write(to, Files.readAllBytes(path));
                    Files.setPosixFilePermissions(to, OWNERS_FILE);
                }
            }
        }
    }

    private void run(List<String> commands) throws IOException, InterruptedException {
        assertThat(commands).as("commands that open what is the owner's").isNotEmpty();
        for (String command : commands) {
            Process process = new ProcessBuilder("bash", "-c", command)
                    .directory(clone.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(command + ": " + output).isZero();
        }
    }

    /** A mount shows the file or folder itself, whatever the modes of the folders above it. */
    private List<String> unreadable(String name) throws IOException {
        try (Stream<Path> tree = Files.walk(clone.resolve(name))) {
            return tree.filter(path -> !isForOthers(path)).map(Path::toString).toList();
        }
    }

    private static boolean isForOthers(Path path) {
        try {
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(path);
            return modes.contains(PosixFilePermission.OTHERS_READ)
                    && (!Files.isDirectory(path) || modes.contains(PosixFilePermission.OTHERS_EXECUTE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
