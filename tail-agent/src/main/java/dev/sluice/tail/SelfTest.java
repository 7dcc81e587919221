// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.model.lz4.Lz4FrameDecoder;
import dev.sluice.tail.config.ConfigReader;
import dev.sluice.tail.telemetry.AgentLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sends some lines from a temporary file through the whole agent to a server on loopback, and compares. It tells whether the agent works on a
 * machine, and it is the run that the start-up archive of the image is made from.
 */
final class SelfTest {

    private static final int LINES = 2_000;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int LONGEST_BODY = 1 << 20;

    private SelfTest() {}

    /** Whether everything that was written arrived. */
    static boolean run(AgentLog log) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sluice-tail-self-test");
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        CountDownLatch all = new CountDownLatch(1);
        String lines = lines();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/logs", exchange -> {
            try (exchange;
                    InputStream body = exchange.getRequestBody()) {
                received.writeBytes(Lz4FrameDecoder.decode(body.readAllBytes(), LONGEST_BODY));
                exchange.sendResponseHeaders(202, -1);
                if (received.size() >= lines.length()) {
                    all.countDown();
                }
            }
        });
        server.start();
        try {
            Path config = folder.resolve("tail-agent.yaml");
            Files.writeString(config, config(folder, server.getAddress().getPort()));
            Files.writeString(folder.resolve("test.log"), lines);
            TailAgent agent = TailAgent.start(new ConfigReader(System.getenv()).read(config), log);
            boolean arrived = all.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
            agent.metrics();
            boolean settled = agent.stop();
            boolean same = received.toString(UTF_8).equals(lines);
            log.info("self-test", "arrived", arrived, "settled", settled, "same", same);
            return arrived && settled && same;
        } finally {
            server.stop(0);
            delete(folder);
        }
    }

    private static String lines() {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, LINES)
                .forEach(i -> lines.append("127.0.0.1 - - line ").append(i).append('\n'));
        return lines.toString();
    }

    private static String config(Path folder, int port) {
        return """
                server:
                  url: http://127.0.0.1:%d
                  linger: 10ms
                agent:
                  data: %s/data
                  operations: 127.0.0.1:0
                follow:
                  poll: 10ms
                inputs:
                - {name: test, paths: [%s/*.log], labels: {of: self-test}}
                """.formatted(port, folder, folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
