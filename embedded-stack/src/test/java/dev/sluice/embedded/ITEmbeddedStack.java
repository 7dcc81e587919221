// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class ITEmbeddedStack {

    @TempDir
    Path data;

    @Test
    void startsAllThreeAndElasticsearchAgainWhenItDiesAndTellsWhenKafkaCannotUseItsFolder() throws Exception {
        List<String> notices = new CopyOnWriteArrayList<>();
        try (EmbeddedStack stack = EmbeddedStack.start(EmbeddedStackSettings.onFreePorts(data)
                        .withBucket("lake")
                        .withNotices(notices::add));
                var client = TestS3Client.of(stack.s3(), stack.s3().secretKey())) {
            new TestTopic(stack.kafka()).create();
            client.putObject(put -> put.bucket("lake").key("a"), RequestBody.fromString("b"));
            URI endpoint = stack.elasticsearch().endpoint();
            long first = stack.elasticsearch().pid();

            ProcessHandle.of(first).orElseThrow().children().forEach(ProcessHandle::destroyForcibly);

            await().atMost(Duration.ofMinutes(2))
                    .until(() -> notices.size() == 2 && stack.elasticsearch().alive());
            assertThat(notices.getFirst())
                    .startsWith("Elasticsearch at " + endpoint + " ended with status ")
                    .endsWith("; it is started again in 1 s, and until then events wait in Kafka");
            assertThat(notices.getLast()).isEqualTo("Elasticsearch at " + endpoint + " is back");
            assertThat(stack.elasticsearch().pid()).isNotEqualTo(first);
            assertThat(stack.onFailure()).isNotDone();

            // Kafka's own way would be to halt the JVM.
            assertThatThrownBy(() -> Exit.halt(1, "all log dirs have failed"))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(stack.onFailure())
                    .succeedsWithin(Duration.ofSeconds(10))
                    .satisfies(failure -> assertThat(failure)
                            .hasMessageStartingWith("Kafka at " + stack.kafka().bootstrapServers() + " failed: ")
                            .hasMessageContaining("is the disk full?"));
        }
        assertNothingHolds("kafka", "elasticsearch", "s3");
    }

    @Test
    void startsNothingIfAPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> EmbeddedStack.start(EmbeddedStackSettings.onPorts(data, 0, 0, port)))
                    .isInstanceOf(EmbeddedStackException.class)
                    .hasMessage("port " + port + " for S3 is in use; choose another with --port-offset");
            assertThat(data).isEmptyDirectory();
        }
    }

    @Test
    void stopsTheOthersIfOneDoesNotStart() {
        EmbeddedStackSettings settings = EmbeddedStackSettings.onFreePorts(data).withBucket("Not A Bucket");
        assertThatThrownBy(() -> EmbeddedStack.start(settings))
                .isInstanceOf(EmbeddedStackException.class)
                .hasMessageContaining("'Not A Bucket'");
        assertNothingHolds("kafka", "elasticsearch", "s3");
        await().until(() -> ProcessHandle.current()
                .children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains(data.toString())));
    }

    private void assertNothingHolds(String... folders) {
        for (String folder : List.of(folders)) {
            assertThat(data.resolve(folder))
                    .satisfies(path -> assertThat(Files.isDirectory(path)).isTrue());
            LockedDataFolder.lock(folder, data.resolve(folder)).close();
        }
    }
}
