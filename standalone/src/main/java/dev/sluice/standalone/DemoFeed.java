// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends sample lines to ingest for ever, at a gentle rate, each with the present time. It does what a good sender does: a batch that was not
 * acknowledged is sent again under the same {@code Idempotency-Key}.
 */
public final class DemoFeed implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DemoFeed.class);
    private static final Pattern TIMESTAMP =
            Pattern.compile("\\[\\d{2}/\\w{3}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}]");
    private static final DateTimeFormatter HTTPD_TIME =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.ENGLISH);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final URI ingest;
    private final List<String> lines;
    private final int linesPerSecond;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Thread thread;

    /** @param lines fed from the first to the last, and again from the first */
    public DemoFeed(URI ingest, List<String> lines, int linesPerSecond, Clock clock) {
        this.ingest = ingest.resolve("/api/v1/logs?format=apache_combined");
        this.lines = List.copyOf(lines);
        this.linesPerSecond = linesPerSecond;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("demo-feed").start(this::feed);
    }

    private void feed() {
        int next = 0;
        while (!Thread.currentThread().isInterrupted()) {
            List<String> batch = new ArrayList<>(linesPerSecond);
            for (int i = 0; i < linesPerSecond; i++) {
                batch.add(lines.get(next));
                next = (next + 1) % lines.size();
            }
            try {
                sendUntilAcknowledged(batch);
                Thread.sleep(PAUSE);
            } catch (InterruptedException ignored) {
                return;
            }
        }
    }

    private void sendUntilAcknowledged(List<String> batch) throws InterruptedException {
        String now = HTTPD_TIME.format(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        StringBuilder body = new StringBuilder();
        batch.forEach(
                line -> body.append(TIMESTAMP.matcher(line).replaceFirst(now)).append('\n'));
        HttpRequest request = HttpRequest.newBuilder(ingest)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("X-Sluice-Host", "demo")
                .timeout(Duration.ofSeconds(15))
                .POST(HttpRequest.BodyPublishers.ofString(body.toString(), UTF_8))
                .build();
        while (!acknowledged(request)) {
            Thread.sleep(PAUSE);
        }
    }

    private boolean acknowledged(HttpRequest request) throws InterruptedException {
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 202) {
                log.warn("The demo feed got {} and tries again", status);
            }
            return status == 202;
        } catch (IOException e) {
            log.warn("The demo feed could not send and tries again: {}", e.toString());
            return false;
        }
    }

    /** Stops feeding; a batch under way may or may not have been taken. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
