// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.sink.SinkTools;
import dev.sluice.sink.elasticsearch.ClientDocuments;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sluice detect trail}: what else did this client do? */
@Command(
        name = "trail",
        mixinStandardHelpOptions = true,
        description = {
            "Show everything that a client did, and the alerts about it, from Elasticsearch and the lake, each event once.",
            "A store that can't be read is told, and left out. Exit code 1 then."
        })
final class TrailCommand implements Callable<Integer> {

    private static final String ELASTICSEARCH = "elasticsearch";
    private static final String LAKE = "s3";

    @Mixin
    private StoreOptions stores;

    @Parameters(paramLabel = "ADDRESS", description = "source.ip or source.address, as it is in events.")
    private String address;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Events of this time or later, e.g. 2026-03-01T12:00:00Z; a day before --to unless given.")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Events before this; now unless given.")
    private Instant to;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Show the first N events; ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "Print JSON: {address, from, to, more, unread, events: [{stores, event}]}.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant end = to != null ? to : Instant.now();
        Instant start = from != null ? from : end.minus(Duration.ofDays(1));
        ClientTrail trail = new ClientTrail(address, start, end, Math.max(1, limit));
        List<String> unread = new ArrayList<>();
        try (SinkTools tools = stores.tools();
                Progress progress = new Progress(spec.commandLine().getErr())) {
            try (ClientDocuments documents = tools.clientDocuments()) {
                documents.read(address, start, end, event -> trail.add(ELASTICSEARCH, event));
            } catch (IOException e) {
                unread.add(ELASTICSEARCH + ": " + e.getMessage());
            }
            try {
                new LakeEvents(tools.lake())
                        .read(
                                start,
                                end,
                                event -> true,
                                event -> trail.add(LAKE, LakeEvents.whole(event)),
                                progress::show);
            } catch (SdkException | IOException e) {
                unread.add(LAKE + ": " + e.getMessage());
            }
        }
        print(trail, unread, start, end);
        return unread.isEmpty() ? 0 : 1;
    }

    private void print(ClientTrail trail, List<String> unread, Instant start, Instant end) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(document(trail, unread, address, start, end));
            return;
        }
        trail.steps().forEach(step -> out.println(TerminalText.escaped(line(step))));
        unread.forEach(store -> spec.commandLine().getErr().println(TerminalText.escaped("not read: " + store)));
        out.printf(
                Locale.ROOT,
                "%d events%s from %s to %s: %d different paths, %d different clients' programs, %d alerts.%n",
                trail.steps().size(),
                trail.more() ? " (there are more: --limit)" : "",
                start,
                end,
                trail.distinct("/url/path"),
                trail.distinct("/user_agent/original"),
                trail.steps().stream().filter(ClientTrail.Step::isAlert).count());
    }

    /** One event for people: when, what and with what result, and who has it. */
    static String line(ClientTrail.Step step) {
        if (step.isAlert()) {
            return "%s  ALERT  %s %s  %s"
                    .formatted(
                            step.time(),
                            step.text("/event/action"),
                            step.text("/message"),
                            step.text("/sluice/alert/id"));
        }
        String url = step.text("/url/original");
        String what = url.isEmpty() ? step.text("/message") : step.text("/http/request/method") + ' ' + url;
        String status = step.text("/http/response/status_code");
        return "%s  %-5s  %s  %s  %s"
                .formatted(
                        step.time(),
                        status.isEmpty() ? "-" : status,
                        what.strip(),
                        step.text("/event/dataset"),
                        String.join("+", step.stores()));
    }

    static String document(ClientTrail trail, List<String> unread, String address, Instant start, Instant end) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("address", address).put("from", start.toString()).put("to", end.toString());
        document.put("more", trail.more());
        ArrayNode problems = document.putArray("unread");
        unread.forEach(problems::add);
        ArrayNode events = document.putArray("events");
        for (ClientTrail.Step step : trail.steps()) {
            ObjectNode entry = events.addObject();
            ArrayNode names = entry.putArray("stores");
            step.stores().forEach(names::add);
            entry.set("event", step.event());
        }
        return TerminalText.json(document);
    }
}
