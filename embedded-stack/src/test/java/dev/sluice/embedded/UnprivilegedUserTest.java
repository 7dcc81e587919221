// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnprivilegedUserTest {

    @TempDir
    Path folder;

    @Test
    void anOrdinaryUserNeedsNothing() {
        assumeThat(new UnixSystem().getUid()).isNotZero();
        assertThat(UnprivilegedUser.prefix(List.of(folder), List.of(folder))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("choices")
    void rootWorksInItsOwnClosedFolderWithoutBeingRoot(List<String> choice) throws Exception {
        assumeRoot();
        Path closed = closedFolder();
        assumeThat(run(choice, "true"))
                .as("%s is allowed here", choice.getFirst())
                .isEmpty();

        List<String> prefix = UnprivilegedUser.prefixForRoot(List.of(choice), List.of(closed), List.of(closed));

        assertThat(run(prefix, "id -u")).isNotEqualTo("0");
        run(prefix, "echo written > " + closed.resolve("file"));
        assertThat(closed.resolve("file")).hasContent("written");
    }

    static List<List<String>> choices() {
        return UnprivilegedUser.CHOICES;
    }

    @Test
    void takesTheFirstThatWorks() throws Exception {
        assumeRoot();
        List<String> noSuchProgram = List.of("no-such-program");
        List<String> forbidden = List.of("false");
        List<String> asRoot = List.of("env");
        List<List<String>> choices = new ArrayList<>(List.of(noSuchProgram, forbidden, asRoot));
        assertThatThrownBy(() -> UnprivilegedUser.prefixForRoot(choices, List.of(), List.of()))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessageContaining("run Sluice as an ordinary user");
        List<String> nobody = UnprivilegedUser.CHOICES.getLast();
        choices.add(nobody);
        assertThat(UnprivilegedUser.prefixForRoot(choices, List.of(), List.of()))
                .isEqualTo(nobody);
    }

    /** Files of a run as nobody can't be written in the namespace: the way of that run is taken again. */
    @Test
    void goesOnAsItBegan() throws Exception {
        assumeRoot();
        List<String> nobody = UnprivilegedUser.CHOICES.getLast();
        Path file = closedFolder().resolve("node.lock");
        run(nobody, "touch " + file);
        assertThat(UnprivilegedUser.prefixForRoot(UnprivilegedUser.CHOICES, List.of(), List.of(file)))
                .isEqualTo(nobody);
    }

    private static void assumeRoot() {
        assumeThat(new UnixSystem().getUid()).isZero();
    }

    private Path closedFolder() throws IOException {
        Path parent = Files.createDirectory(
                folder.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Files.createDirectory(parent.resolve("data"));
    }

    private static String run(List<String> prefix, String script) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("sh", "-c", script));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return output;
    }
}
