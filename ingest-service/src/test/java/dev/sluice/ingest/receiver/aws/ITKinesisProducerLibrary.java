// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Certificates;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The KPL in a process of its own, whose native program sends over TLS, asks who it is and for the shards first, and puts many records into one of
 * Kinesis. {@code src/test/kpl} says what of it is fetched, once.
 */
@Tag("kpl")
@EnabledOnOs(OS.LINUX)
class ITKinesisProducerLibrary {

    private static final String KEY = "SLUICETESTKEY0000001";
    private static final String SECRET = "this-is-the-secret-of-the-test-only";
    private static final Path SOURCES = Path.of("src", "test", "kpl");
    private static final Path LIBRARIES = Path.of("target", "kpl");
    private static final int RECORDS = 2_000;
    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fetch() throws IOException, InterruptedException {
        if (!Files.isDirectory(LIBRARIES)) {
            run(List.of(
                    "mvn",
                    "-B",
                    "-ntp",
                    "-q",
                    "-f",
                    SOURCES.resolve("pom.xml").toString(),
                    "dependency:copy-dependencies",
                    "-DoutputDirectory=" + LIBRARIES.toAbsolutePath()));
        }
    }

    @Test
    void eachRecordIsALineOfItsKeysShard() throws Exception {
        Topic raw = Topic.fromNowOn(SharedStack.kafka().bootstrapServers(), Topics.RAW);
        try (RunningIngest ingest = start(Certificates.make(folder, "server"))) {
            run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    LIBRARIES.resolve("*").toString(),
                    SOURCES.resolve("ProducerLibraryRun.java").toString(),
                    Integer.toString(ingest.port()),
                    "logs-shop.kpl-test",
                    Integer.toString(RECORDS),
                    KEY,
                    SECRET,
                    folder.resolve("kpl").toString()));
        }
        List<ConsumerRecord<byte[], byte[]>> chunks = raw.records();
        assertThat(chunks.stream().flatMap(chunk -> new String(chunk.value(), UTF_8).lines()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, RECORDS).mapToObj(i -> "line " + i).toList());
        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(chunks.getFirst()));
        assertThat(headers.sender()).isEqualTo("shop");
        assertThat(headers.dataset()).isEqualTo("shop.kpl");
        assertThat(headers.namespaceOrDefault()).isEqualTo("test");
    }

    private RunningIngest start(Certificates server) throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens.yaml"), """
            tokens:
              shop:
                aws-access-keys: [%s]
            """.formatted(KEY));
        Path secrets = Files.createFile(
                folder.resolve("aws.secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secrets, KEY + "=" + SECRET + "\n");
        server.writeKey(folder.resolve("server.key"));
        server.writeCertificate(folder.resolve("server.crt"));
        return RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.tokens-file=" + tokens,
                "sluice.ingest.aws-secrets-file=" + secrets,
                "server.ssl.bundle=web",
                "spring.ssl.bundle.pem.web.keystore.certificate=file:" + folder.resolve("server.crt"),
                "spring.ssl.bundle.pem.web.keystore.private-key=file:" + folder.resolve("server.key"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("sluice-kpl-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            assertThat(ended && process.exitValue() == 0)
                    .as(() -> command + " said: " + said(output))
                    .isTrue();
        } finally {
            Files.delete(output);
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
