// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ITSharedStack {

    @TempDir
    Path data;

    @Test
    void startsAServerOnceAndCleansUpWhenTheJvmExits() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Djava.io.tmpdir=" + data,
                        Tests.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(jvm.getInputStream().readAllBytes());
        assertThat(jvm.waitFor()).isZero();
        assertThat(output).contains("the same broker: true", "data in " + data + ": true");
        try (var left = Files.list(data)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("sluice-")))
                    .isEmpty();
        }
    }

    /** What runs in the other JVM. */
    static final class Tests {

        private Tests() {}

        public static void main(String[] arguments) {
            System.out.println("the same broker: " + (SharedStack.kafka() == SharedStack.kafka()));
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            URI endpoint = SharedStack.s3().endpoint();
            System.out.println("data in " + temporary + ": "
                    + (endpoint.getPort() > 0 && SharedStack.s3().objects().startsWith(temporary)));
            // As Maven's test JVM does: the servers' threads would keep it running.
            System.exit(0);
        }
    }
}
