// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.webhook;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Posts one message, once. Thread-safe. */
final class WebhookDelivery implements AutoCloseable {

    /** Statuses below 500 that may be others the next time. */
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);

    /** What a server may ask us to wait. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final WebhookSettings settings;
    private final Clock clock;
    private final HttpClient client;

    WebhookDelivery(WebhookSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                // A signed message is for whom it was written.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** What became of a message. */
    sealed interface Outcome {
        record Delivered() implements Outcome {}

        /** It will never be taken. */
        record Refused(String why) implements Outcome {}

        /** @param atLeast how long to wait, as the server asks */
        record Failed(String why, Duration atLeast) implements Outcome {}
    }

    Outcome post(WebhookMessage message) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("Sluice-Alert-Id", message.alertId())
                .header("Idempotency-Key", message.documentId())
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
        if (settings.secret() != null) {
            request.header("Sluice-Timestamp", Long.toString(clock.instant().getEpochSecond()))
                    .header("Sluice-Signature", message.signature(settings.secret(), clock.instant()));
        }
        try {
            HttpResponse<Void> answer = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
            int status = answer.statusCode();
            if (status >= 200 && status < 300) {
                return new Outcome.Delivered();
            }
            if (status >= 500 || PASSING.contains(status)) {
                return new Outcome.Failed("status " + status, retryAfter(answer));
            }
            return new Outcome.Refused("status " + status);
        } catch (IOException e) {
            return new Outcome.Failed(e.getClass().getSimpleName(), Duration.ZERO);
        }
    }

    /** {@code Retry-After} in seconds (RFC 9110, section 10.2.3); its form with a date is passed over. */
    private static Duration retryAfter(HttpResponse<Void> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .filter(wait -> wait.compareTo(LONGEST_WAIT) <= 0)
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        client.close();
    }
}
