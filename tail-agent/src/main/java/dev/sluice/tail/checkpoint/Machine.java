// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Which machine this is. */
public final class Machine {

    private static final Path MACHINE_ID = Path.of("/etc/machine-id");
    private static final List<Path> CONTAINER_MARKS =
            List.of(Path.of("/.dockerenv"), Path.of("/run/.containerenv"), Path.of("/var/run/secrets/kubernetes.io"));
    private static final List<String> CONTAINER_VARIABLES = List.of("KUBERNETES_SERVICE_HOST", "container");

    /**
     * A hash of the host's machine id, which is confidential itself (<a
     * href="https://www.freedesktop.org/software/systemd/man/latest/machine-id.html"> machine-id(5)</a>). None in a container: its id is its
     * image's or changes with each container, while the data folder stays.
     */
    public static Optional<String> id() {
        if (inContainer()) {
            return Optional.empty();
        }
        try {
            String id = Files.readString(MACHINE_ID, UTF_8).strip();
            if (id.isEmpty() || id.equals("uninitialized")) {
                return Optional.empty();
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("dev.sluice.tail:" + id).getBytes(UTF_8));
            return Optional.of(HexFormat.of().formatHex(hash, 0, 16));
        } catch (IOException | NoSuchAlgorithmException e) {
            // No systemd: nothing to bind to.
            return Optional.empty();
        }
    }

    private static boolean inContainer() {
        return CONTAINER_MARKS.stream().anyMatch(Files::exists)
                || CONTAINER_VARIABLES.stream().anyMatch(name -> System.getenv(name) != null);
    }

    private Machine() {}
}
