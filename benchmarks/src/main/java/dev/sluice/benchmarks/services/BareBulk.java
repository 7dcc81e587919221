// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.services.ParsedEvents.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What Elasticsearch takes at best from this machine: {@code _bulk} requests that lie ready in memory, some at once, answers looked at for
 * errors only.
 */
final class BareBulk {

    private static final int BODY_BYTES = 4 << 20;

    private final URI bulk;
    private final int connections;

    /** @param connections requests at once */
    BareBulk(URI elasticsearch, int connections) {
        bulk = elasticsearch.resolve("/_bulk?filter_path=errors");
        this.connections = connections;
    }

    /** Sends all events once. */
    void send(List<Event> events, String dataStream) throws InterruptedException, ExecutionException {
        ConcurrentLinkedQueue<byte[]> bodies = new ConcurrentLinkedQueue<>(bodies(events, dataStream));
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ExecutorService senders = Executors.newFixedThreadPool(connections)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(senders.submit(() -> {
                    for (byte[] body = bodies.poll(); body != null; body = bodies.poll()) {
                        send(http, body);
                    }
                    return null;
                }));
            }
            for (Future<?> sender : all) {
                sender.get();
            }
        }
    }

    private void send(HttpClient http, byte[] body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(bulk)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200 || !response.body().contains("\"errors\":false")) {
            throw new IOException("bulk: " + response.statusCode() + " " + response.body());
        }
    }

    private static List<byte[]> bodies(List<Event> events, String dataStream) {
        byte[] create = ("{\"create\":{\"_index\":\"" + dataStream + "\",\"_id\":\"").getBytes(UTF_8);
        byte[] end = "\"}}\n".getBytes(US_ASCII);
        List<byte[]> bodies = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES + 4096);
        for (Event event : events) {
            body.writeBytes(create);
            body.writeBytes(event.id());
            body.writeBytes(end);
            body.writeBytes(event.json());
            body.write('\n');
            if (body.size() >= BODY_BYTES) {
                bodies.add(body.toByteArray());
                body.reset();
            }
        }
        if (body.size() > 0) {
            bodies.add(body.toByteArray());
        }
        return bodies;
    }
}
