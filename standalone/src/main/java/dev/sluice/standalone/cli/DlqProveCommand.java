// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.console.ProblemException;
import dev.sluice.console.letters.LetterTrial;
import dev.sluice.console.letters.ReplayedLetters;
import dev.sluice.console.letters.ReplayedLetters.FoundLetters;
import dev.sluice.console.parse.ParserAddress;
import dev.sluice.console.parse.ParserClient;
import dev.sluice.operations.deadletter.ReplayProof;
import dev.sluice.operations.deadletter.ReplayProof.Places;
import dev.sluice.operations.deadletter.ReplayProof.Proof;
import dev.sluice.operations.deadletter.ReplayProof.ProvenEvent;
import dev.sluice.operations.deadletter.ReplayProof.ProvenLetter;
import dev.sluice.sink.SinkTools;
import dev.sluice.sink.elasticsearch.DocumentIds;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice dlq prove}: whether what was replayed is in both stores. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Look for the events of all letters that match and were replayed, by whoever, in both stores, by their ids; nothing is changed.",
            "The running parser says which ids they have. The lake is behind by sluice.sink.s3.file.max-age.",
            "Exit code 1 if an event is not in each store exactly once, or a letter became none or was changed by hand; 0 otherwise."
        })
final class DlqProveCommand implements Callable<Integer> {

    /** Letters that are held in memory with their events. */
    private static final int MOST = 500_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private DeadLetterOptions letters;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A property of the sink service, e.g. sluice.sink.s3.bucket=logs; may be repeated.")
    private Map<String, String> properties = Map.of();

    @Option(
            names = "--parser",
            paramLabel = "URL",
            description =
                    "The parser; the instance's own unless given. Its token is taken from $SLUICE_PARSER_API_TOKEN.")
    private URI parser;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** What was found, and of how many it cannot be told. */
    private record Answer(Proof proof, long changedByHand) {

        boolean isProven() {
            return changedByHand == 0
                    && proof.without() == 0
                    && proof.repeated() == 0
                    && proof.inElasticsearch() == proof.events()
                    && proof.inLake() == proof.events()
                    && proof.problems().isEmpty();
        }
    }

    @Override
    public Integer call() throws IOException {
        Answer answer;
        ParserAddress address = new ParserAddress(parserUri(), System.getenv("SLUICE_PARSER_API_TOKEN"), PATIENCE);
        try (ParserClient client = new ParserClient(address, JsonMapper.shared());
                SinkTools tools = StoreOptions.tools(kafka.instance(), properties);
                DocumentIds documents = tools.documentIds();
                Progress progress = new Progress(spec.commandLine().getErr())) {
            ReplayProof proof = new ReplayProof(
                    ids -> new Places(inElasticsearch(documents, ids), null),
                    (dataStream, ids) -> new Places(inLake(tools, dataStream, ids), null));
            answer = DeadLetterAccess.with(kafka, letters.filter(), admin -> {
                FoundLetters found = new ReplayedLetters(admin, new LetterTrial(admin, client))
                        .find(
                                letters.filter(),
                                mend -> true,
                                MOST,
                                count -> progress.show(count + " letters, asking the parser"));
                progress.show(found.letters().size() + " letters, looking into both stores");
                return new Answer(proof.of(found.letters(), found.more()), found.byHand());
            });
        } catch (ProblemException | SdkException | UncheckedIOException | IllegalStateException e) {
            throw new StandaloneException("nothing can be proved: " + e.getMessage(), e);
        }
        if (json) {
            spec.commandLine().getOut().println(TerminalText.json(answer));
        } else {
            print(answer);
        }
        return answer.isProven() ? 0 : 1;
    }

    private URI parserUri() throws IOException {
        if (parser != null) {
            return parser;
        }
        int port = InstanceFile.running(kafka.instance().data())
                .orElseThrow(() -> kafka.instance().nothingRuns("name a parser with --parser"))
                .ports()
                .parser();
        return URI.create("http://127.0.0.1:" + port);
    }

    private static Map<String, List<String>> inElasticsearch(DocumentIds documents, Collection<String> ids) {
        try {
            return documents.indicesOf("logs-*", ids);
        } catch (IOException e) {
            throw new UncheckedIOException("Elasticsearch: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Elasticsearch was asked", e);
        }
    }

    private static Map<String, List<String>> inLake(SinkTools tools, String dataStream, Collection<String> ids) {
        try {
            return tools.lakeObjectsOf(dataStream, ids);
        } catch (IOException e) {
            throw new UncheckedIOException("the lake: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lake was read", e);
        }
    }

    private void print(Answer answer) {
        PrintWriter out = spec.commandLine().getOut();
        Proof proof = answer.proof();
        out.printf(
                Locale.ROOT,
                "%d%s replayed letters: %d events, %d found in Elasticsearch and %d in the lake, %d of them more than once%n",
                proof.letters(),
                proof.more() ? " or more" : "",
                proof.events(),
                proof.inElasticsearch(),
                proof.inLake(),
                proof.repeated());
        if (proof.without() > 0) {
            out.printf(Locale.ROOT, "%d are no events: letters again, or left out by a rule%n", proof.without());
        }
        if (answer.changedByHand() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%d more were changed by hand, or by a release that did not keep how: under which id they are is not known%n",
                    answer.changedByHand());
        }
        proof.told().forEach(letter -> tell(letter, out));
    }

    private static void tell(ProvenLetter letter, PrintWriter out) {
        if (letter.events().isEmpty()) {
            out.println("  " + letter.letter() + " no event");
        }
        for (ProvenEvent event : letter.events()) {
            if (!event.isProven()) {
                out.printf(
                        Locale.ROOT,
                        "  %s %s %s: Elasticsearch %s, lake %s%n",
                        letter.letter(),
                        event.id(),
                        TerminalText.escaped(event.dataStream()),
                        places(event.indices()),
                        places(event.objects()));
            }
        }
    }

    private static String places(List<String> places) {
        return places.isEmpty() ? "not found" : String.join(" and ", places);
    }
}
