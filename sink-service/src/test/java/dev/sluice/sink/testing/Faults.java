// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.sink.testing.FaultProxy.Answer;
import dev.sluice.sink.testing.FaultProxy.Fault;
import dev.sluice.sink.testing.FaultProxy.Request;
import dev.sluice.sink.testing.FaultProxy.Store;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** What stores and networks do on bad days. */
public final class Faults {

    private Faults() {}

    /** Each bulk is answered with a status, and not done. */
    public static Fault bulksAnsweredWith(int status) {
        return (request, store) ->
                request.isBulk() ? Answer.of(status, "{\"error\":\"on purpose\"}") : store.ask(request);
    }

    /** Bulks of more bytes are refused. */
    public static Fault bulksLimitedTo(int bytes) {
        return (request, store) -> request.isBulk() && request.body().length > bytes
                ? Answer.of(413, "{\"error\":\"too large\"}")
                : store.ask(request);
    }

    /** So many items of a hundred, by chance, do not reach Elasticsearch, and are answered with 429 inside of a 200. */
    public static Fault busyItems(int percent) {
        return (request, store) -> request.isBulk() ? someItems(request, store, percent) : store.ask(request);
    }

    /** Everything is done, and nobody hears of the writes. */
    public static Fault answersLost() {
        return (request, store) -> {
            Answer answer = store.ask(request);
            return request.isBulk() || request.isPut() ? null : answer;
        };
    }

    /** Writes are done at once and answered only when {@code over} is: the client has given up long before. */
    public static Fault answersHeldBack(CountDownLatch over) {
        return (request, store) -> {
            Answer answer = store.ask(request);
            if (request.isBulk() || request.isPut()) {
                over.await();
            }
            return answer;
        };
    }

    /** Every second answer to a bulk, by chance, ends in its middle. */
    public static Fault halfAnswers() {
        return (request, store) -> {
            Answer answer = store.ask(request);
            return request.isBulk() && ThreadLocalRandom.current().nextBoolean()
                    ? new Answer(200, answer.headers(), Arrays.copyOf(answer.body(), answer.body().length / 2))
                    : answer;
        };
    }

    /** Every call is answered with an S3 error. */
    public static Fault s3Error(int status, String code) {
        return (request, store) -> Answer.of(status, "<Error><Code>" + code + "</Code></Error>");
    }

    /** Every third call is answered with an S3 error. */
    public static Fault everyThirdCallFails() {
        AtomicInteger calls = new AtomicInteger();
        Fault error = s3Error(500, "InternalError");
        return (request, store) -> calls.incrementAndGet() % 3 == 0 ? error.on(request, store) : store.ask(request);
    }

    private static Answer someItems(Request request, Store store, int percent)
            throws IOException, InterruptedException {
        String[] lines = new String(request.body(), UTF_8).split("\n");
        boolean[] busy = new boolean[lines.length / 2];
        StringBuilder passed = new StringBuilder();
        for (int i = 0; i < busy.length; i++) {
            busy[i] = ThreadLocalRandom.current().nextInt(100) < percent;
            if (!busy[i]) {
                passed.append(lines[2 * i])
                        .append('\n')
                        .append(lines[2 * i + 1])
                        .append('\n');
            }
        }
        if (passed.isEmpty()) {
            return Answer.of(429, "{}");
        }
        Answer answer = store.ask(request.withBody(passed.toString().getBytes(UTF_8)));
        String body = new String(answer.body(), UTF_8);
        String[] items =
                body.substring(body.indexOf('[') + 1, body.lastIndexOf(']')).split("(?<=}}),");
        StringBuilder merged = new StringBuilder("{\"items\":[");
        int next = 0;
        for (boolean isBusy : busy) {
            merged.append(
                            isBusy
                                    ? "{\"create\":{\"status\":429,\"error\":{\"type\":\"x\",\"reason\":\"y\"}}}"
                                    : items[next++])
                    .append(',');
        }
        merged.setLength(merged.length() - 1);
        return Answer.of(200, merged.append("]}").toString());
    }
}
