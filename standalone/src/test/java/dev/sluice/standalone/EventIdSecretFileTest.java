// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventIdSecretFileTest {

    @TempDir
    private Path data;

    @Test
    void isMadeOnceForItsOwnerAlone() throws IOException {
        String secret = EventIdSecretFile.in(data);

        assertThat(EventIdSecretFile.in(data)).isEqualTo(secret).hasSize(22);
        Path file = data.resolve("event-id-secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void oneThatCannotBeIsRefusedAndNotReplaced() throws IOException {
        Path file = Files.writeString(data.resolve("event-id-secret"), "cut o");

        assertThatThrownBy(() -> EventIdSecretFile.in(data))
                .isInstanceOf(StandaloneException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("cut o");
        assertThat(file).hasContent("cut o");
    }
}
