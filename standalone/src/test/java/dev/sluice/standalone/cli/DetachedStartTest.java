// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachedStartTest {

    /** Longer than a page, too, of which the JDK tells no arguments; and with what a shell would take apart. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 100_000})
    void theCommandThatIsRepeatedIsThisProcesssOwnWithoutDetach(int length) throws Exception {
        List<String> arguments = List.of("-Dlong=" + "x".repeat(length), "-Dblank= 'a b' ", "-Dempty=");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(arguments);
        command.addAll(List.of(Printed.class.getName(), "up", "--detach", "--data", ""));

        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        List<String> repeated = new ArrayList<>(List.of(printed.split("\0", -1)));
        repeated.remove("/usr/bin/setsid");
        command.remove("--detach");
        assertThat(repeated).isEqualTo(command);
    }

    static final class Printed {

        private Printed() {}

        static void main(String[] args) throws IOException {
            System.out.print(String.join("\0", DetachedStart.command()));
        }
    }
}
