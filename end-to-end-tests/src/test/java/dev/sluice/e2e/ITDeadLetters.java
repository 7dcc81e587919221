// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A bad line, from the sender to the dead letters, and mended by {@code ./sluice dlq} to both stores. */
@ExtendWith(LedgerJudge.class)
class ITDeadLetters {

    private static final String BAD = "192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] \"GET /mend/me HTTP/1.1\" 200 5";
    private static final String ALL = "{\"match_all\":{}}";

    private final SharedSluice sluice = SharedSluice.get();

    @TempDir
    private Path folder;

    @Test
    void aMendedLineIsInBothStoresOnceHoweverOftenItIsReplayed() throws Exception {
        Instant start = Instant.now();
        String good = IntStream.range(0, 5)
                .mapToObj(i -> "192.0.2.1 - - [28/Feb/2026:10:00:0" + i + " +0000] \"GET /mend HTTP/1.1\" 200 5\n")
                .collect(Collectors.joining());
        send("mended", good + BAD);
        awaitCounts("mended", 5);

        String[] listed = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> dlq("list", "--reason", "BAD_TIMESTAMP", "--from", start.toString(), "--json")
                                .split("\n"),
                        lines -> lines.length == 1 && lines[0].startsWith("{"));
        String letter = JsonMapper.shared().readTree(listed[0]).path("letter").asString();
        assertThat(letter).startsWith("logs.raw-dlt-");
        assertThat(dlq("summary", "--reason", "BAD_TIMESTAMP", "--from", start.toString()))
                .startsWith("1  logs.raw-dlt  BAD_TIMESTAMP  apache.access  -  ")
                .contains("e.g. " + letter);
        assertThat(dlq("show", letter)).contains("sluice.namespace: mended", "sluice.dlt.reason: BAD_TIMESTAMP", BAD);
        assertThat(dlq("show", letter, "--value")).isEqualTo(BAD);

        assertThat(dlq("list", "--count", "--reason", "BAD_TIMESTAMP", "--from", start.toString()))
                .isEqualTo("1\n");
        assertThat(dlq("list", "--after", letter, "--reason", "BAD_TIMESTAMP", "--from", start.toString()))
                .isEmpty();
        assertThat(dlq("try", "--reason", "BAD_TIMESTAMP", "--from", start.toString()))
                .isEqualTo("0 would become events, 1 would be letters again, 0 would be left out by a rule\n"
                        + "  1 BAD_TIMESTAMP\n");

        Path mended = Files.writeString(folder.resolve("mended"), BAD.replace("31/Feb", "28/Feb"));
        String[] replay = {"replay", letter, "--with-file", mended.toString()};
        assertThat(dlq(replay))
                .isEqualTo("1 replayed; left alone: 0 replayed before, 0 discarded before\n"
                        + "1 became events, 0 are letters again\n");
        assertThat(dlq(replay)).startsWith("0 replayed; left alone: 1 replayed before");
        assertThat(dlq("list", "--reason", "BAD_TIMESTAMP", "--from", start.toString()))
                .isEmpty();

        awaitCounts("mended", 6);
        send("mended", "192.0.2.1 - - [28/Feb/2026:11:00:00 +0000] \"GET /mend/last HTTP/1.1\" 200 5");
        awaitCounts("mended", 7);

        Outcome unknown = run("prove", new String[] {"--reason", "BAD_TIMESTAMP", "--from", start.toString()});
        assertThat(unknown.output()).contains("0 replayed letters", "1 more were changed by hand");
        assertThat(unknown.exitCode()).isEqualTo(1);
    }

    @Test
    void whatIsNotMendedComesBackAndManyAreNotDiscardedUnasked() throws Exception {
        Instant start = Instant.now();
        send("unmended", (BAD + "\n").repeat(3));
        String[] these = {"--reason", "BAD_TIMESTAMP", "--from", start.toString(), "--topic", "logs.raw-dlt"};
        await().atMost(Duration.ofSeconds(60))
                .until(() -> run("list", these, "--count").output().equals("3\n"));

        Outcome replayed = run("replay", these, "--stop-after", "2");

        assertThat(replayed.output())
                .isEqualTo(
                        "3 replayed; left alone: 0 replayed before, 0 discarded before\n"
                                + "0 became events, 3 are letters again; stopped by --stop-after 2, the rest was left as it is\n");
        assertThat(replayed.exitCode()).isEqualTo(1);

        Outcome unproven = run("prove", these);
        assertThat(unproven.output())
                .startsWith("3 replayed letters: 0 events, 0 found in Elasticsearch and 0 in the lake")
                .contains("3 are no events: letters again, or left out by a rule")
                .contains("  logs.raw-dlt-", " no event");
        assertThat(unproven.exitCode()).isEqualTo(1);

        Outcome unasked = run("discard", these);
        assertThat(unasked.output())
                .isEqualTo(
                        "sluice: 3 letters would be discarded for good; look at them with dlq summary, and say --yes if"
                                + " you mean it\n");
        assertThat(unasked.exitCode()).isEqualTo(1);
        assertThat(run("discard", these, "--yes").output())
                .startsWith("3 discarded; left alone: 3 replayed before, 0 discarded before");
        assertThat(run("list", these, "--count").output()).isEqualTo("0\n");
    }

    @Test
    void whatCameBackBecomesAnEventOnceItIsMended() throws Exception {
        Instant start = Instant.now();
        send("cameback", (BAD + "\n").repeat(2));
        String[] these = {"--reason", "BAD_TIMESTAMP", "--from", start.toString(), "--topic", "logs.raw-dlt"};
        await().atMost(Duration.ofSeconds(60))
                .until(() -> run("list", these, "--count").output().equals("2\n"));
        assertThat(run("replay", these).output()).contains("0 became events, 2 are letters again");

        assertThat(run("replay", these, "--replace", "31/Feb=>28/Feb").output())
                .isEqualTo("2 replayed; left alone: 2 replayed before, 0 discarded before\n"
                        + "2 became events, 0 are letters again\n");

        awaitCounts("cameback", 2);
    }

    @Test
    void aRuleMendsAllThatMatchAfterItWasTried() throws Exception {
        Instant start = Instant.now();
        send("ruled", (BAD + "\n").repeat(4));
        String[] these = {"--reason", "BAD_TIMESTAMP", "--from", start.toString(), "--topic", "logs.raw-dlt"};
        await().atMost(Duration.ofSeconds(60))
                .until(() -> run("list", these, "--count").output().equals("4\n"));

        twoPagesHaveAll(these);
        assertThat(run("try", these, "--replace", "31/Feb=>28/Feb", "--diff", "1")
                        .output())
                .contains("- " + BAD, "+ " + BAD.replace("31/Feb", "28/Feb"))
                .contains("4 would become events, 0 would be letters again");
        assertThat(run("list", these, "--count").output()).isEqualTo("4\n");
        assertThat(run("replay", these, "--replace", "31/Feb").output())
                .startsWith("sluice: a replacement is written as FIND=>TEXT");
        assertThat(run("replay", these, "--replace-pattern", "31/(Feb)=>28/$1", "--rate", "100", "--stop-after", "1")
                        .output())
                .isEqualTo("4 replayed; left alone: 0 replayed before, 0 discarded before\n"
                        + "4 became events, 0 are letters again\n");
        assertThat(run("replay", these, "--replace", "31/Feb=>27/Feb").output())
                .startsWith("0 replayed; left alone: 4 replayed before");
        awaitCounts("ruled", 4);

        Outcome proven = run("prove", these);
        assertThat(proven.output())
                .isEqualTo(
                        "4 replayed letters: 4 events, 4 found in Elasticsearch and 4 in the lake, 0 of them more than"
                                + " once\n");
        assertThat(proven.exitCode()).isZero();
        sluice.elasticsearch()
                .delete(sluice.elasticsearch()
                        .search("logs-apache.access-ruled", ALL)
                        .getFirst());
        Outcome missing = run("prove", these);
        assertThat(missing.output())
                .startsWith("4 replayed letters: 4 events, 3 found in Elasticsearch and 4 in the lake")
                .contains(": Elasticsearch not found, lake dataset=apache.access/namespace=ruled/");
        assertThat(missing.exitCode()).isEqualTo(1);
    }

    private void twoPagesHaveAll(String[] these) throws Exception {
        List<String> all = run("list", these).output().lines().toList();
        List<String> first = run("list", these, "--limit", "3").output().lines().toList();
        assertThat(first).hasSize(4);
        String last = first.get(2).split(" ")[0];
        assertThat(first.getLast())
                .isEqualTo("sluice: there are more; go on with --after " + last + ", or see --limit");
        List<String> second = run("list", these, "--limit", "3", "--after", last)
                .output()
                .lines()
                .toList();
        assertThat(Stream.concat(first.stream().limit(3), second.stream())).containsExactlyElementsOf(all);
    }

    @Test
    void aReasonOrDatasetThatThereIsNotIsRefused() throws Exception {
        for (String command : new String[] {"list", "summary", "try", "replay", "prove", "discard"}) {
            Outcome reason = run(command, new String[] {"--reason", "BAD_TIMES"});
            assertThat(reason.output())
                    .startsWith("sluice: there is no reason 'BAD_TIMES'; there are NOT_THE_FORMAT, ");
            assertThat(reason.exitCode()).isEqualTo(1);
        }
        for (String command : new String[] {"list", "summary", "try", "replay", "prove", "discard"}) {
            Outcome dataset = run(command, new String[] {"--dataset", "apache.acces"});
            assertThat(dataset.output())
                    .as(command)
                    .startsWith("sluice: no dead letter is of the dataset 'apache.acces'; there are ")
                    .doesNotContain("\tat ");
            assertThat(dataset.exitCode()).as(command).isEqualTo(1);
        }
    }

    private Outcome run(String command, String[] filters, String... more) throws IOException, InterruptedException {
        return sluice.commandLine()
                .run(Stream.of(Stream.of("dlq", command), Stream.of(filters), Stream.of(more))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
    }

    @Test
    void whatALineHoldsForATerminalIsShownAndNotObeyed() throws Exception {
        Instant start = Instant.now();
        String line = BAD.replace("/mend/me", "/\u001b]0;owned\u0007\u009b2J\u202e");
        send("for_terminals", line);
        String[] since = {"--reason", "BAD_TIMESTAMP", "--from", start.toString()};

        String listed = await().atMost(Duration.ofSeconds(30))
                .until(() -> dlq(with(since, "list", "--json")), text -> text.startsWith("{"));
        String letter = JsonMapper.shared().readTree(listed).path("letter").asString();

        for (String shown : List.of(
                dlq("show", letter),
                listed,
                dlq(with(since, "list")),
                dlq(with(since, "summary")),
                dlq(with(since, "summary", "--json")))) {
            assertThat(shown).doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
        }
        assertThat(dlq("show", letter)).contains("/\\u001b]0;owned\\u0007\\u009b2J\\u202e");
        assertThat(dlq("show", letter, "--value")).isEqualTo(line);
    }

    private static String[] with(String[] options, String... command) {
        return Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
    }

    private void send(String namespace, String lines) throws IOException {
        assertThat(sluice.ingest()
                        .post(
                                "format=apache_common&namespace=" + namespace,
                                lines.getBytes(UTF_8),
                                "Idempotency-Key",
                                "mend-" + lines.length())
                        .statusCode())
                .isEqualTo(202);
    }

    private void awaitCounts(String namespace, int expected) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(sluice.elasticsearch().count("logs-apache.access-" + namespace, ALL))
                    .isEqualTo(expected);
            assertThat(sluice.lake().events("apache.access", namespace)).hasSize(expected);
        });
    }

    private String dlq(String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 1];
        all[0] = "dlq";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Outcome outcome = sluice.commandLine().run(all);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }
}
