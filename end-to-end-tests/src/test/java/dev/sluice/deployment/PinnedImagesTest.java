// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docker/pin-images.sh}, with a docker that knows what was pulled. */
class PinnedImagesTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    @BeforeEach
    void aProjectAndADocker() throws IOException {
        Files.createDirectories(folder.resolve("docker"));
        Files.createDirectories(folder.resolve("bin"));
        Files.copy(PROJECT.resolve("docker-compose.yml"), folder.resolve("docker-compose.yml"));
        Files.copy(PROJECT.resolve("docker/pin-images.sh"), folder.resolve("docker/pin-images.sh"));
    }

    @Test
    void namesWhatIsNotBuiltHereByDigest() throws IOException, InterruptedException {
        docker("echo \"mirror.example/any/name@" + DIGEST + "\"; echo");

        assertThat(run()).as(Files.readString(folder.resolve("output"))).isZero();

        ComposeFile plain = ComposeFile.read(PROJECT.resolve("docker-compose.yml"));
        ComposeFile pinned = plain.with(ComposeFile.read(folder.resolve("docker-compose.digests.yml")));
        assertThat(ComposeSchema.problems(pinned)).isEmpty();
        assertThat(ComposeRules.problems(pinned, PROJECT)).isEmpty();
        assertThat(plain.services().keySet()).isNotEmpty().allSatisfy(service -> {
            String image = String.valueOf(plain.service(service).get("image"));
            assertThat(pinned.service(service).get("image"))
                    .isEqualTo(image.startsWith("sluice/") ? image : image + "@" + DIGEST);
        });
    }

    @Test
    void anImageThatCameFromNoRegistryHasNone() throws IOException, InterruptedException {
        docker("echo");

        assertThat(run()).isEqualTo(1);

        assertThat(folder.resolve("output")).content().contains("came from no registry, which alone gives a digest");
        assertThat(folder.resolve("docker-compose.digests.yml")).doesNotExist();
        assertThat(folder.resolve("docker-compose.digests.yml.new")).doesNotExist();
    }

    private void docker(String answer) throws IOException {
        Files.writeString(folder.resolve("bin/docker"), "#!/bin/bash\n" + answer + "\n");
        Files.setPosixFilePermissions(folder.resolve("bin/docker"), PosixFilePermissions.fromString("rwx------"));
    }

    private int run() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", folder.resolve("docker/pin-images.sh").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        return builder.start().waitFor();
    }
}
