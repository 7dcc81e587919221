// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever cannot start says which file it is, why, and what to do. */
class AgentFolderTest {

    @TempDir
    Path folder;

    @Test
    void saysThatTheFolderCannotBeMade() throws IOException {
        Path data = Files.createFile(folder.resolve("file")).resolve("data");
        assertThatThrownBy(() -> AgentFolder.open(data))
                .hasMessageMatching(
                        "agent.data .*/file/data cannot be written \\(.*\\): .*; free space .* or make it writable");
    }

    @Test
    void saysThatTheAgentsIdCannotBeKept() throws IOException {
        Files.createDirectory(folder.resolve("agent-id.new"));
        try (AgentFolder data = AgentFolder.open(folder)) {
            assertThatThrownBy(() -> data.agentId("web-1"))
                    .hasMessageMatching(
                            ".*/agent-id cannot be written \\(.*\\): .*; free space .* or make it writable");
        }
    }

    @Test
    void saysThatTheCheckpointCannotBeWritten() throws IOException {
        Files.createDirectory(folder.resolve("checkpoint-new"));
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .hasMessageMatching(
                        "checkpoint in .* cannot be written \\(.*\\): .*; free space .* or make it writable");
    }
}
