// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends numbered lines as common senders do: at a steady rate, and each batch again with its key until it is taken. */
final class CommonSender implements AutoCloseable {

    static final int LINES = 5;

    private static final Duration GIVE_UP = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final URI address;
    private final String token;
    private final AtomicInteger batches = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    CommonSender(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** Lines that were taken, numbered from 0. */
    int accepted() {
        return batches.get() * LINES;
    }

    /** Requests that had to be sent again. */
    int repeats() {
        return repeats.get();
    }

    /** Sends as fast as a few threads can; returns batches a second. */
    double sendAllOut(Duration howLong, int threads) throws Exception {
        long start = System.nanoTime();
        int before = batches.get();
        try (ExecutorService senders = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(senders.submit(() -> {
                    while (System.nanoTime() - start < howLong.toNanos()) {
                        sendBatch();
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return (batches.get() - before) * 1e9 / (System.nanoTime() - start);
    }

    /** Sends at a steady rate; returns how long each batch took until it was taken, from when it was due. */
    List<Duration> sendSteadily(double perSecond, Duration howLong) throws Exception {
        long between = (long) (1e9 / perSecond);
        long start = System.nanoTime();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> all = new ArrayList<>();
            for (long due = start; due - start < howLong.toNanos(); due += between) {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                // Not what this JVM was late itself.
                long begin = System.nanoTime();
                all.add(senders.submit(() -> {
                    sendBatch();
                    return Duration.ofNanos(System.nanoTime() - begin);
                }));
            }
            List<Duration> took = new ArrayList<>();
            for (Future<Duration> one : all) {
                took.add(one.get());
            }
            return took;
        }
    }

    private void sendBatch() throws InterruptedException {
        int batch = batches.getAndIncrement();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            lines.append("line ").append(batch * LINES + i).append('\n');
        }
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/v1/logs?format=text&dataset=common"))
                .header("X-Api-Key", token)
                .header("Idempotency-Key", "batch-" + batch)
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(lines.toString()))
                .build();
        long giveUpAt = System.nanoTime() + GIVE_UP.toNanos();
        String last = "";
        while (System.nanoTime() < giveUpAt) {
            try {
                int status = http.send(request, BodyHandlers.ofString()).statusCode();
                if (status == 202) {
                    return;
                }
                last = "status " + status;
            } catch (IOException e) {
                last = e.toString();
            }
            repeats.incrementAndGet();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("batch " + batch + " was not taken: " + last);
    }

    @Override
    public void close() {
        http.close();
    }
}
