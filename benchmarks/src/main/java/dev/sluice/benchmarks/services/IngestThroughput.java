// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How many lines ingest takes for a second of processor time: the service alone on one core, a broker in another process, access lines in bodies of
 * 256 KiB over HTTP without gzip; and before it {@link BareProduce}, which shows how much of that is Kafka's producer. Arguments: seconds of
 * warm-up, seconds measured, connections.
 */
public final class IngestThroughput {

    static final int BODY = 256 * 1024;
    private static final int PARTITIONS = 8;
    private static final String BROKER = "broker";
    private static final String AT = "at ";
    private static final List<String> ONE_CORE = List.of("taskset", "-c", "0");

    private final AccessLines lines = AccessLines.ofAbout(BODY);
    private final byte[] request;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean(true);

    private IngestThroughput() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("POST /api/v1/logs?format=apache_combined HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + lines.bytes().length + "\r\n\r\n")
                .getBytes(UTF_8));
        all.writeBytes(lines.bytes());
        request = all.toByteArray();
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(BROKER)) {
            runBroker(Path.of(args[1]));
            return;
        }
        int warmUp = args.length > 0 ? Integer.parseInt(args[0]) : 15;
        int measured = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        int connections = args.length > 2 ? Integer.parseInt(args[2]) : 8;
        new IngestThroughput().run(warmUp, measured, connections);
    }

    private static void runBroker(Path data) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            System.out.println(AT + kafka.bootstrapServers());
            // Lives as long as its parent, which holds the other end.
            System.in.transferTo(System.err);
        }
    }

    private void run(int warmUp, int measured, int connections) throws Exception {
        Path data = Files.createTempDirectory("ingest-throughput-");
        Process broker = java("-Xmx512m", List.of(), IngestThroughput.class, BROKER, data.toString());
        Process service = null;
        try {
            String servers = firstLine(broker, AT).substring(AT.length());
            createTopic(servers);
            produceBarely(servers, warmUp, measured, connections);
            int port = freePort();
            service = java(
                    "-Xmx768m",
                    ONE_CORE,
                    IngestService.class,
                    "--server.port=" + port,
                    "--management.server.port=0",
                    "--spring.kafka.bootstrap-servers=" + servers);
            drain(service);
            awaitPort(port, service);
            for (int i = 0; i < connections; i++) {
                Thread.ofPlatform().daemon().start(() -> send(port));
            }
            LineRate.measure(
                    "ingest service",
                    accepted,
                    service.toHandle(),
                    Duration.ofSeconds(warmUp),
                    Duration.ofSeconds(measured));
            running.set(false);
        } finally {
            if (service != null) {
                service.destroy();
                service.waitFor();
            }
            broker.destroy();
            broker.waitFor();
            Folders.delete(data);
        }
    }

    /** As the service would make it. */
    private static void createTopic(String servers) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(Topics.RAW, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void produceBarely(String servers, int warmUp, int measured, int connections)
            throws IOException, InterruptedException {
        Process producer = java(
                "-Xmx768m",
                ONE_CORE,
                BareProduce.class,
                servers,
                String.valueOf(warmUp),
                String.valueOf(measured),
                String.valueOf(connections));
        System.out.println(firstLine(producer, "bare producer"));
        producer.waitFor();
    }

    private void send(int port) {
        byte[] answer = new byte[8192];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            while (running.get()) {
                socket.getOutputStream().write(request);
                String head = readAnswer(socket.getInputStream(), answer);
                if (head.startsWith("HTTP/1.1 202")) {
                    accepted.addAndGet(lines.count());
                } else if (!head.startsWith("HTTP/1.1 429")) {
                    throw new IllegalStateException(head);
                }
            }
        } catch (IOException e) {
            if (running.get()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The answer is short, and either chunked or of a known length. */
    private static String readAnswer(InputStream in, byte[] buffer) throws IOException {
        int filled = 0;
        while (true) {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                throw new IOException("the service ended the connection");
            }
            filled += read;
            String text = new String(buffer, 0, filled, UTF_8);
            int blank = text.indexOf("\r\n\r\n");
            if (blank < 0) {
                continue;
            }
            int length = text.indexOf("Content-Length: ");
            boolean whole = length >= 0
                    ? filled >= blank + 4 + Integer.parseInt(text.substring(length + 16, text.indexOf('\r', length)))
                    : text.endsWith("0\r\n\r\n");
            if (whole) {
                return text;
            }
        }
    }

    private static Process java(String heap, List<String> before, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(3 + before.size(), extraOptions(before));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Options for the service's JVM, to compare collectors and the like: {@code -Dservice.options='-XX:+UseParallelGC'}. */
    private static List<String> extraOptions(List<String> before) {
        String options = System.getProperty("service.options", "").strip();
        return before.isEmpty() || options.isEmpty() ? List.of() : List.of(options.split(" +"));
    }

    private static String firstLine(Process process, String prefix) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(prefix)) {
                return line;
            }
        }
        throw new IOException("the process ended without a line that begins with \"" + prefix + '"');
    }

    private static void drain(Process process) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                process.getInputStream().transferTo(System.err);
            } catch (IOException ignored) {
                // it has ended
            }
        });
    }

    private static void awaitPort(int port, Process service) throws InterruptedException, IOException {
        while (service.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.sleep(Duration.ofMillis(200));
            }
        }
        throw new IOException("the service did not start");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
