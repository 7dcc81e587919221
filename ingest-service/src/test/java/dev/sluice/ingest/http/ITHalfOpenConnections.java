// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.auth.NewToken;
import dev.sluice.ingest.testing.IngestProcess;
import dev.sluice.ingest.testing.Latencies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of connections of which nothing becomes, against the heap that the service has in its container. */
@Tag("faults")
class ITHalfOpenConnections {

    private static final String HEAP = "352m";
    private static final int MANY = 3_000;
    private static final int PROBES = 20;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    @TempDir
    private static Path folder;

    private static IngestProcess ingest;
    private static String token;

    @BeforeAll
    static void start() throws IOException {
        NewToken sender = NewToken.named("web");
        token = sender.token();
        Path tokens = Files.writeString(folder.resolve("tokens.yaml"), sender.configuration());
        ingest = IngestProcess.start(
                HEAP,
                folder.resolve("log"),
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.tokens-file=" + tokens);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @ParameterizedTest
    @CsvSource({
        "data, 'POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nX: a'",
        "data, ''",
        "data, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n'",
        "data, 'POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx'",
        "data, 'POST /api/v1/logs HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: TOKEN\r\nContent-Length: 1000000\r\n\r\nx'",
        "management, 'GET /actuator/health HTTP/1.1\r\nHost: localhost\r\nX: a'",
        "management, 'GET /actuator/health HTTP/1.1\r\nHost: localhost\r\n\r\n'",
    })
    void othersAreServedMeanwhile(String port, String each) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress("127.0.0.1", port.equals("data") ? ingest.port() : ingest.managementPort());
        byte[] beginning = each.replace("TOKEN", token).getBytes(US_ASCII);
        List<SocketChannel> open = new ArrayList<>();
        Latencies latencies = new Latencies();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < MANY; i++) {
                open.add(begin(address, beginning));
                if (i % (MANY / PROBES) == 0) {
                    latencies.measure(() -> assertServed(client));
                    open.forEach(ITHalfOpenConnections::trickle);
                }
            }
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }

        System.out.println(port + ", " + each.lines().findFirst().orElse("nothing") + ": " + latencies);
        assertThat(ingest.isAlive()).as(ingest.log()).isTrue();
        assertThat(ingest.log()).doesNotContain("OutOfMemory").doesNotContain("\tat ");
        assertThat(latencies.percentile(1)).isLessThan(LONGEST);
    }

    private static SocketChannel begin(InetSocketAddress address, byte[] beginning) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.configureBlocking(false);
        if (beginning.length > 0) {
            channel.write(ByteBuffer.wrap(beginning));
        }
        return channel;
    }

    private static void trickle(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(new byte[] {'a'}));
        } catch (IOException e) {
            // was ended
        }
    }

    /** Both by a connection that is kept and by the probe of a container. */
    private static void assertServed(HttpClient client) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + ingest.port() + "/api/v1/logs?format=text"))
                    .header("X-Api-Key", token)
                    .POST(BodyPublishers.ofString("a line\n"))
                    .timeout(LONGEST)
                    .build();
            assertThat(statusInTheEnd(client, request)).isEqualTo(202);
            HttpRequest probe = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + ingest.managementPort() + "/actuator/health/liveness"))
                    .timeout(LONGEST)
                    .build();
            assertThat(statusInTheEnd(client, probe)).isEqualTo(200);
        } catch (IOException e) {
            throw new AssertionError("not served: " + e + "; alive: " + ingest.isAlive(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** As senders do, comes again when told to. */
    private static int statusInTheEnd(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        long giveUpAt = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            int status = client.send(request, BodyHandlers.ofString()).statusCode();
            if (status != 503 || System.nanoTime() > giveUpAt) {
                return status;
            }
            Thread.sleep(PAUSE);
        }
    }
}
