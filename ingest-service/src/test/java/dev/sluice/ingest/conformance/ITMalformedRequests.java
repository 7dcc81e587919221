// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.FaultWatch;
import dev.sluice.ingest.testing.RunningIngest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Spoils the cases of the kit at random: whatever comes, the answer is one that is documented, the log holds no stack trace, and no connection or
 * thread is left. A new receiver is a new folder of the kit.
 */
class ITMalformedRequests {

    private static final Path KIT = Path.of("src/test/resources/conformance");
    private static final Path DESCRIPTION = Path.of("../docs/openapi.yaml");
    private static final Path GUIDE = Path.of("../docs/api.md");
    private static final int AT_ONCE = 8;
    private static final int FEW = 200;
    private static final int MANY = 10_000;

    /** An error of the AWS API is named SomethingException; one of ours would come with its package. */
    private static final Pattern CLASS_OF_A_FAULT = Pattern.compile("[a-z]\\.[A-Z]\\w*(Exception|Error)\\b");

    private static final int UNANSWERED = 0;

    /** A file of secrets that others can read is not read. */
    private static final FileAttribute<?> OWNERS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<String, RunningIngest> SERVICES = new HashMap<>();
    private static TreeSet<Integer> documented;

    @TempDir
    private static Path folder;

    private record Request(int port, byte[] bytes) {}

    private record Outcome(byte[] request, int status, String answer) {}

    @BeforeAll
    static void start() throws IOException {
        Path secrets = Files.writeString(
                Files.createFile(folder.resolve("aws.secrets"), OWNERS_ALONE),
                "SLUICEKITKEY00000001=only-for-the-kit-and-nothing-else\n");
        SERVICES.put("open", start("sluice.ingest.max-body=64KB"));
        SERVICES.put(
                "locked",
                start(
                        "sluice.ingest.max-body=64KB",
                        "sluice.ingest.tokens-file=" + KIT.resolve("tokens.yaml"),
                        "sluice.ingest.aws-secrets-file=" + secrets));
        documented = statuses(DESCRIPTION, "(?m)^ +[\"']([0-9]{3})[\"']:");
        documented.addAll(statuses(GUIDE, "(?m)^\\| ([0-9]{3}) \\|"));
    }

    private static RunningIngest start(String... settings) {
        return RunningIngest.start(SharedStack.kafka().bootstrapServers(), settings);
    }

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(RunningIngest::close);
    }

    private static TreeSet<Integer> statuses(Path document, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(document))
                .results()
                .map(status -> Integer.valueOf(status.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<String> receivers() throws IOException {
        try (Stream<Path> folders = Files.list(KIT)) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    // Its cases are HTTP/2, which is not written as text.
                    .filter(folder -> !folder.equals("otlp-grpc"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("receivers")
    void aFewHundred(String receiver) throws Exception {
        check(receiver, FEW);
    }

    @Tag("faults")
    @ParameterizedTest
    @MethodSource("receivers")
    void tenThousand(String receiver) throws Exception {
        check(receiver, MANY);
    }

    private static void check(String receiver, int count) throws Exception {
        long seed = FaultWatch.seed(receiver);
        RequestMutator mutator = new RequestMutator(new Random(seed));
        List<Exchange> cases = cases(receiver);
        Map<Integer, Integer> counts = new TreeMap<>();
        Random random = new Random(seed);
        try (FaultWatch watch = FaultWatch.start()) {
            try (ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE)) {
                for (int sent = 0; sent < count; sent += AT_ONCE) {
                    List<Future<Outcome>> outcomes = new ArrayList<>();
                    for (int i = 0; i < AT_ONCE; i++) {
                        Exchange exchange = cases.get(random.nextInt(cases.size()));
                        Request request = new Request(serviceOf(exchange).port(), mutator.spoiled(exchange));
                        outcomes.add(senders.submit(() -> send(request)));
                    }
                    for (Future<Outcome> outcome : outcomes) {
                        check(outcome.get());
                        counts.merge(outcome.get().status, 1, Integer::sum);
                    }
                }
            }

            System.out.println(receiver + ": " + counts);
            // Or only the first bytes were looked at.
            assertThat(counts.keySet()).hasSizeGreaterThan(3);
            watch.assertNothingSeen();
        }
        for (RunningIngest service : SERVICES.values()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(service.openConnections()).isLessThanOrEqualTo(1));
            assertThat(service.post("/api/v1/logs?format=text", "still here\n", "X-Api-Key", "kit.KIT-SECRET")
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    /** What has its answer from a full budget or an absent Kafka in the kit is as good for one that takes it. */
    private static RunningIngest serviceOf(Exchange exchange) {
        return SERVICES.getOrDefault(exchange.service(), SERVICES.get("open"));
    }

    private static void check(Outcome outcome) {
        String request = new String(outcome.request, ISO_8859_1);
        assertThat(outcome.status == UNANSWERED || documented.contains(outcome.status))
                .as("%s is documented, as the answer to:%n%s%n%s", outcome.status, request, outcome.answer)
                .isTrue();
        assertThat(outcome.status).as(request).isNotEqualTo(500);
        assertThat(outcome.answer)
                .as(request)
                .doesNotContain("\tat ")
                .doesNotContainIgnoringCase("<html")
                .doesNotContainPattern(CLASS_OF_A_FAULT);
    }

    private static List<Exchange> cases(String receiver) throws IOException {
        try (Stream<Path> files = Files.walk(KIT.resolve(receiver))) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .map(Exchange::read)
                    .toList();
        }
    }

    private static Outcome send(Request request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", request.port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request.bytes);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // refused before its last byte
            }
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // reset behind the answer, since the rest was not read
            }
            String text = answer.toString(ISO_8859_1);
            return new Outcome(request.bytes, text.startsWith("HTTP/1.1 ") ? statusOf(text) : UNANSWERED, text);
        }
    }

    /** The last, since what is informational comes before it. */
    private static int statusOf(String answer) {
        int status = Integer.parseInt(answer.substring(9, 12));
        int next = answer.indexOf("\r\n\r\nHTTP/1.1 ");
        return status == 100 && next > 0 ? statusOf(answer.substring(next + 4)) : status;
    }
}
