// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import dev.sluice.model.Topics;
import dev.sluice.operations.ledger.LedgerReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * One user is erased while events of all go on coming, killed twice in the middle. Exactly the others remain in both stores, the books close, and
 * nothing is left to erase. {@code -Dsluice.test.erased=1000000} does it with so many events, of which each thousandth is the user's: some in each
 * object of the lake.
 */
@ExtendWith(LedgerJudge.class)
class ITErase {

    private static final String DATASET = "erase.access";
    private static final String STREAM = "logs-" + DATASET + "-erase";
    private static final String[] OTHERS = {"bob", "carol", "dave"};

    /** Before the command; more come while it runs. */
    private static final int EVENTS = Integer.getInteger("sluice.test.erased", 4_000);

    private static final boolean MANY = EVENTS > 10_000;

    /** One of so many is alice's. */
    private static final int SHARE = MANY ? 1_000 : 4;

    private static final int BATCH = 500;
    private static final int FIRST_BATCH = MANY ? 10 * BATCH : BATCH;

    private static final Duration PACE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(120 + EVENTS / 1_000);
    private static final Pattern PATH = Pattern.compile("\"path\":\"/n/(\\d+)\"");
    private static final String[] ERASE = {
        "erase",
        "--field",
        "user.name",
        "--value",
        "alice",
        "--namespace",
        "erase",
        "--yes",
        "--note",
        "ticket 7",
        "--wait",
        PATIENCE.toSeconds() + "s"
    };

    @TempDir
    private Path folder;

    private final SharedSluice sluice = SharedSluice.get();
    private final Instant begin = Instant.now();

    @Test
    void exactlyTheOthersRemainInBothStores() throws Exception {
        // Nobody of this name is erased by it: another namespace, and a field that only holds the name.
        send(
                "format=json&dataset=erase.other&namespace=erase_other",
                "{\"user\":{\"name\":\"alice\"},\"message\":\"x\"}");
        send("format=json&dataset=erase.app&namespace=erase", "{\"user\":{\"id\":\"alice\"},\"message\":\"alice\"}");
        send("format=json&dataset=erase.app&namespace=erase", "{\"user\":{\"name\":\"alice\"},\"message\":\"gone\"}");
        for (int first = 0; first < EVENTS; first += FIRST_BATCH) {
            sendBatch(first, FIRST_BATCH);
        }
        say("sent");
        await("both stores have some")
                .atMost(PATIENCE)
                .until(() -> inElasticsearch("alice") > 0
                        && sluice.lake().objects().stream().anyMatch(ITErase::isOurs));
        AtomicBoolean stop = new AtomicBoolean();
        int[] sent = {EVENTS};
        Thread sender = Thread.ofVirtual().start(() -> {
            // No faster than two cores take it: the erasure waits for all that was accepted before it.
            while (!stop.get()) {
                sendBatch(sent[0], BATCH);
                sent[0] += BATCH;
                LockSupport.parkNanos(PACE.toNanos());
            }
        });

        killOnceItHasBooked("elasticsearch");
        killOnceItHasBooked("s3");
        stop.set(true);
        sender.join();
        say("killed twice");
        Outcome outcome = erase();

        say("erased");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("Goes on with the erasure of ");
        int all = sent[0];
        int alices = (all + SHARE - 1) / SHARE;
        assertThat(inElasticsearch("alice")).isZero();
        assertThat(sluice.elasticsearch().count(STREAM, "{\"match_all\":{}}")).isEqualTo(all - alices);
        BitSet others = new BitSet();
        IntStream.range(0, all).filter(i -> i % SHARE != 0).forEach(others::set);
        assertThat(lakeNumbers()).isEqualTo(others);
        assertThat(sluice.lake().events("erase.app", "erase"))
                .extracting(event -> event.path("message").asString())
                .containsExactly("alice");
        assertThat(sluice.elasticsearch().count("logs-erase.app-erase", "{\"match_all\":{}}"))
                .isOne();
        assertThat(sluice.elasticsearch().count("logs-erase.other-erase_other", "{\"match_all\":{}}"))
                .isOne();
        booksAreClosed(all, alices);
        assertThat(sluice.commandLine().run("erase", "history").output())
                .contains("user.name, done")
                .contains("ticket 7")
                .contains((alices + 1) + " in Elasticsearch, " + (alices + 1) + " in the lake")
                .doesNotContain("alice");
        assertThat(erase().output()).as("nothing is left").contains("0 events deleted");
    }

    private Outcome erase() throws IOException, InterruptedException {
        Path output = folder.resolve("erase");
        Process process = sluice.commandLine().start(output, ERASE);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends")
                .isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }

    private void say(String what) {
        if (MANY) {
            System.out.printf("%,d events: %s after %s%n", EVENTS, what, Duration.between(begin, Instant.now()));
        }
    }

    private void booksAreClosed(int all, int alices) throws IOException, InterruptedException {
        LedgerReport report = LedgerJudge.assertClosed(sluice.kafka());
        for (String store : new String[] {"elasticsearch", "s3"}) {
            assertThat(report.events().stream()
                            .filter(row -> row.dataStream().equals(STREAM))
                            .mapToLong(row -> row.stores().get(store).erased())
                            .sum())
                    .isEqualTo(alices);
            assertThat(report.events().stream()
                            .filter(row -> row.dataStream().equals(STREAM))
                            .mapToLong(row -> row.stores().get(store).stored())
                            .sum())
                    .isEqualTo(all - alices);
        }
        Instant end = Instant.now();
        for (Instant hour = begin.truncatedTo(ChronoUnit.HOURS);
                hour.isBefore(end);
                hour = hour.plus(1, ChronoUnit.HOURS)) {
            Outcome check =
                    sluice.commandLine().run("ledger", "check", "--hour", hour.toString(), "--dataset", DATASET);
            assertThat(check.exitCode()).as(check.output()).isZero();
        }
    }

    /** Runs it until it has written down that it deletes from the store, and kills it. Both are worked on at once: so what it did before counts. */
    private void killOnceItHasBooked(String store) throws IOException, InterruptedException {
        long before = booked(store);
        Path output = folder.resolve("erase-" + store);
        Process process = sluice.commandLine().start(output, ERASE);
        await(store)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("it ended: " + Files.readString(output));
                    }
                })
                .until(() -> booked(store) > before);
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed in the middle").isEqualTo(137);
    }

    private long booked(String store) {
        try {
            return Topic.read(sluice.kafka(), Topics.ERASURES).stream()
                    .filter(record -> new String(record.key(), US_ASCII).contains("/ids/" + store + '-'))
                    .count();
        } catch (RuntimeException e) {
            // The command makes the topic.
            return 0;
        }
    }

    private void sendBatch(int first, int size) {
        send(
                "format=apache_common&dataset=" + DATASET + "&namespace=erase",
                IntStream.range(first, first + size)
                        .mapToObj(i -> "192.0.2.1 - " + userOf(i) + " [10/Oct/2026:1" + i / BATCH % 4
                                + ":55:36 +0000] \"GET /n/" + i + " HTTP/1.1\" 200 5")
                        .collect(Collectors.joining("\n")));
    }

    private static String userOf(int i) {
        return i % SHARE == 0 ? "alice" : OTHERS[i % OTHERS.length];
    }

    /** As a sender does: what was not taken, or perhaps was, is sent again under the same key. */
    private void send(String query, String lines) {
        byte[] body = lines.getBytes(UTF_8);
        String key = UUID.randomUUID().toString();
        await("sent")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> isTaken(query, body, key));
    }

    private boolean isTaken(String query, byte[] body, String key) {
        try {
            int status =
                    sluice.ingest().post(query, body, "Idempotency-Key", key).statusCode();
            assertThat(status).isIn(202, 503);
            return status == 202;
        } catch (IOException e) {
            return false;
        }
    }

    private long inElasticsearch(String user) {
        return sluice.elasticsearch().count(STREAM, "{\"term\":{\"user.name\":\"" + user + "\"}}");
    }

    private static boolean isOurs(Path object) {
        return object.toString().contains("/dataset=" + DATASET + "/");
    }

    /** The numbers of all events in the lake; none may be there twice. */
    private BitSet lakeNumbers() {
        BitSet numbers = new BitSet();
        for (Path object :
                sluice.lake().objects().stream().filter(ITErase::isOurs).toList()) {
            try (Stream<String> lines = new BufferedReader(
                            new InputStreamReader(new GZIPInputStream(Files.newInputStream(object)), UTF_8))
                    .lines()) {
                lines.forEach(line -> {
                    Matcher path = PATH.matcher(line);
                    assertThat(path.find()).as(line).isTrue();
                    int number = Integer.parseInt(path.group(1));
                    assertThat(numbers.get(number)).as(line).isFalse();
                    numbers.set(number);
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return numbers;
    }
}
