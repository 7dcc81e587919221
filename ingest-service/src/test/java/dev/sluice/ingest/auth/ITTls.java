// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.Certificates;
import dev.sluice.ingest.testing.RunningIngest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spring Boot's SSL bundles, as the README has them. */
class ITTls {

    @TempDir
    private Path folder;

    @Test
    void certificatesCanBeChangedWhileTheServiceRuns() throws Exception {
        Certificates first = Certificates.make(folder, "first");
        Certificates second = Certificates.make(folder, "second");
        try (RunningIngest ingest = start(first)) {
            assertThat(post(ingest, first.anonymousClient())).isEqualTo(202);
            assertThatThrownBy(() -> post(ingest, second.anonymousClient())).isInstanceOf(IOException.class);

            write(second);

            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> post(ingest, second.anonymousClient()) == 202);
            assertThatThrownBy(() -> post(ingest, first.anonymousClient())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void sendersCanBeAskedForCertificates() throws Exception {
        Certificates server = Certificates.make(folder, "server");
        Certificates client = Certificates.make(folder, "client");
        client.writeCertificate(folder.resolve("clients.crt"));
        try (RunningIngest ingest = start(
                server,
                "server.ssl.client-auth=need",
                "spring.ssl.bundle.pem.web.truststore.certificate=file:" + folder.resolve("clients.crt"))) {
            assertThat(post(ingest, client.clientOf(server))).isEqualTo(202);
            assertThatThrownBy(() -> post(ingest, server.anonymousClient())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> post(ingest, server.clientOf(server))).isInstanceOf(IOException.class);
        }
    }

    private RunningIngest start(Certificates server, String... more) throws IOException {
        write(server);
        String[] settings = {
            "server.ssl.bundle=web",
            "spring.ssl.bundle.pem.web.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=200ms",
            "spring.ssl.bundle.pem.web.keystore.certificate=file:" + folder.resolve("server.crt"),
            "spring.ssl.bundle.pem.web.keystore.private-key=file:" + folder.resolve("server.key")
        };
        String[] all = Stream.of(settings, more).flatMap(Arrays::stream).toArray(String[]::new);
        return RunningIngest.start(SharedStack.kafka().bootstrapServers(), all);
    }

    private void write(Certificates server) throws IOException {
        server.writeKey(folder.resolve("server.key"));
        server.writeCertificate(folder.resolve("server.crt"));
    }

    private static int post(RunningIngest ingest, SSLContext context) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("https://127.0.0.1:" + ingest.port() + "/api/v1/logs?format=text"))
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString("over TLS\n"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
