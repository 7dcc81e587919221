// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import dev.sluice.benchmarks.pipeline.corpus.EventLayout;
import dev.sluice.benchmarks.pipeline.corpus.EventLayout.TimeFormat;
import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import dev.sluice.benchmarks.pipeline.run.BenchBroker;
import dev.sluice.benchmarks.pipeline.run.Contestant;
import dev.sluice.benchmarks.pipeline.run.FileFeed;
import dev.sluice.benchmarks.pipeline.run.LoopbackPorts;
import dev.sluice.benchmarks.pipeline.run.Part;
import dev.sluice.benchmarks.pipeline.run.Stage;
import dev.sluice.benchmarks.pipeline.run.TopicDestination;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who follows files of access lines and writes an event for each line to Kafka. */
public final class FileContestants {

    /** Names of the rivals' fields, the same in all their configuration files, since each can name them as it likes. */
    private static final Map<String, String> FLAT = Map.of(
            "source.address", "host",
            "user.name", "user",
            "@timestamp", "time",
            "http.request.method", "method",
            "url.original", "path",
            "http.version", "version",
            "http.response.status_code", "code",
            "http.response.body.bytes", "size",
            "http.request.referrer", "referer",
            "user_agent.original", "agent");

    private static final String TOPIC = "events";

    private final SourceTree tree;
    private final LineCorpus corpus;
    private final int files;

    /** @param files into how many the lines of a round are divided */
    public FileContestants(SourceTree tree, LineCorpus corpus, int files) {
        this.tree = tree;
        this.corpus = corpus;
        this.files = files;
    }

    public List<Candidate> all() {
        return List.of(
                new Candidate.Present("sluice", stage -> sluice("sluice", "gzip", stage)),
                new Candidate.Present("sluice-uncompressed", stage -> sluice("sluice-uncompressed", "none", stage)),
                rival(RivalProgram.RSYSLOG, this::rsyslog));
    }

    private Contestant sluice(String name, String compression, Stage stage) throws IOException {
        Path folder = stage.folder(name);
        BenchBroker broker = stage.broker(name);
        SluiceParts parts = new SluiceParts(tree, folder, broker);
        parts.createTopics();
        FileFeed feed = new FileFeed(folder, files);
        int port = LoopbackPorts.next();
        return new Contestant(
                name,
                "agent (" + compression + " on the wire), ingest, parser of this source tree",
                List.of(
                        parts.ingest(port),
                        parts.parser(),
                        parts.agent(feed.watched(), corpus.format(), port, compression)),
                List.of(broker.process()),
                feed,
                new TopicDestination(broker, Topics.PARSED, Topics.RAW),
                EventLayout.ecs(corpus));
    }

    private Contestant rsyslog(RivalProgram.Found found, Stage stage) throws IOException {
        Path folder = stage.folder("rsyslog");
        Path rules = tree.render("rsyslog/access.rulebase", Map.of(), folder);
        Path configuration;
        FileFeed feed = new FileFeed(folder, files);
        BenchBroker broker = broker("rsyslog", stage);
        configuration = tree.render(
                "rsyslog/file-to-kafka.conf",
                values(stage, "rsyslog", broker, feed, Map.of("RULEBASE", rules.toString())),
                folder);
        return contestant(
                RivalProgram.RSYSLOG.name(),
                RivalProgram.RSYSLOG.version(found, "-v", Map.of()),
                new MeasuredProcess(
                        "rsyslogd",
                        List.of(
                                found.executable().toString(),
                                "-n",
                                "-f",
                                configuration.toString(),
                                "-i",
                                folder.resolve("pid").toString()),
                        Map.of(),
                        folder.resolve("output.log")),
                broker,
                feed,
                TimeFormat.APACHE);
    }

    private static Map<String, String> values(
            Stage stage, String name, BenchBroker broker, FileFeed feed, Map<String, String> more) throws IOException {
        Map<String, String> values = new HashMap<>(more);
        values.put(
                "WORK",
                Files.createDirectories(stage.folder(name).resolve("work")).toString());
        values.put("INPUT", feed.watched().toString());
        values.put("BROKERS", broker.bootstrapServers());
        values.put("TOPIC", TOPIC);
        return values;
    }

    private static BenchBroker broker(String name, Stage stage) {
        BenchBroker broker = stage.broker(name);
        broker.createTopics(Map.of(), TOPIC);
        return broker;
    }

    private static Contestant contestant(
            String name, String program, MeasuredProcess process, BenchBroker broker, FileFeed feed, TimeFormat time) {
        return new Contestant(
                name,
                program,
                List.of(Part.of(process)),
                List.of(broker.process()),
                feed,
                new TopicDestination(broker, TOPIC),
                new EventLayout(FLAT, time));
    }

    /** What makes a contestant of a program that was found. */
    @FunctionalInterface
    private interface RivalMaker {
        Contestant make(RivalProgram.Found found, Stage stage) throws IOException;
    }

    private Candidate rival(RivalProgram program, RivalMaker maker) {
        return program.find(tree)
                .<Candidate>map(found -> new Candidate.Present(program.name(), stage -> maker.make(found, stage)))
                .orElseGet(() -> new Candidate.Absent(program.name(), program.notFound()));
    }
}
