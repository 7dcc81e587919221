// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import dev.sluice.benchmarks.pipeline.corpus.EventLayout;
import dev.sluice.benchmarks.pipeline.corpus.EventLayout.TimeFormat;
import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.run.BenchBroker;
import dev.sluice.benchmarks.pipeline.run.Contestant;
import dev.sluice.benchmarks.pipeline.run.FileFeed;
import dev.sluice.benchmarks.pipeline.run.LoopbackPorts;
import dev.sluice.benchmarks.pipeline.run.Stage;
import dev.sluice.benchmarks.pipeline.run.TopicDestination;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Path;
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
                new Candidate.Present("sluice", stage -> sluice("sluice", "lz4", stage)),
                new Candidate.Present("sluice-gzip", stage -> sluice("sluice-gzip", "gzip", stage)),
                new Candidate.Present("sluice-uncompressed", stage -> sluice("sluice-uncompressed", "none", stage)),
                rival(RivalProgram.RSYSLOG, "rsyslog/file-to-kafka.conf", TimeFormat.APACHE),
                rival(RivalProgram.SYSLOG_NG, "syslog-ng/file-to-kafka.conf", TimeFormat.APACHE),
                rival(RivalProgram.FLUENT_BIT, "fluent-bit/file-to-kafka.conf", TimeFormat.EPOCH_SECONDS),
                rival(RivalProgram.VECTOR, "vector/file-to-kafka.yaml", TimeFormat.ISO));
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
                broker.process(),
                List.of(),
                feed,
                new TopicDestination(broker, Topics.PARSED, Topics.RAW),
                EventLayout.ecs(corpus));
    }

    private Candidate rival(RivalProgram program, String configuration, TimeFormat time) {
        return new Rivals(tree)
                .candidate(
                        program,
                        configuration,
                        folder -> {
                            FileFeed feed = new FileFeed(folder, files);
                            return new Rivals.Opened(
                                    feed, Map.of("INPUT", feed.watched().toString()));
                        },
                        new EventLayout(FLAT, time));
    }
}
