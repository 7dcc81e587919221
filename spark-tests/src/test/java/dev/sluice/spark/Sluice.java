// SPDX-License-Identifier: Apache-2.0
package dev.sluice.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** {@code ./sluice up} as a process of its own: its libraries and Spark's don't agree. */
final class Sluice implements AutoCloseable {

    private static final int INGEST_PORT = 8080;
    private static final long PATIENCE_SECONDS = 180;

    private final Path data;
    private final int portOffset;
    private final HttpClient http = HttpClient.newHttpClient();

    private Sluice(Path data, int portOffset) {
        this.data = data;
        this.portOffset = portOffset;
    }

    /** @param data a folder that is there and empty */
    static Sluice start(Path data) throws IOException {
        for (int tries = 0; tries < 10; tries++) {
            // Below the range from which the kernel takes the ports of outgoing connections.
            Sluice sluice = new Sluice(data, ThreadLocalRandom.current().nextInt(1_000, 22_000));
            Outcome up = sluice.run("up", "--detach");
            if (up.exitCode() == 0) {
                return sluice;
            }
            assertThat(up.output()).contains("is in use; choose others with --port-offset");
        }
        throw new IllegalStateException("no offset found at which all ports are free");
    }

    /**
     * Sends lines.
     *
     * @param headers names and values, in turn
     */
    void send(String query, List<String> lines, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + (INGEST_PORT + portOffset) + "/api/v1/logs?" + query))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", lines)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    /** The embedded S3 server keeps each object as a plain file. */
    Path lake() {
        return data.resolve("s3/objects/sluice-lake");
    }

    @Override
    public void close() throws IOException {
        http.close();
        Outcome down = run("down");
        assertThat(down.exitCode()).as(down.output()).isZero();
    }

    private record Outcome(int exitCode, String output) {}

    private Outcome run(String... arguments) throws IOException {
        // Whoever runs the tests in the background has them ignore Ctrl-C, and a child inherits that.
        List<String> command =
                new ArrayList<>(List.of("env", "--default-signal=INT", System.getProperty("sluice.launcher")));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString(), "--port-offset", Integer.toString(portOffset)));
        Path output = Files.createTempFile("sluice-", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("SLUICE_SINK_S3_FORMAT", "parquet");
            // No test waits for the five minutes of production.
            builder.environment().put("SLUICE_SINK_S3_FILE_MAXAGE", "1s");
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(
                        "./sluice " + String.join(" ", arguments) + " did not end: " + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            Files.delete(output);
        }
    }
}
