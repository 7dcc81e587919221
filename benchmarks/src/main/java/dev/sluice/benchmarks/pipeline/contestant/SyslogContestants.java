// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import dev.sluice.benchmarks.pipeline.corpus.EventLayout;
import dev.sluice.benchmarks.pipeline.corpus.EventLayout.TimeFormat;
import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.run.BenchBroker;
import dev.sluice.benchmarks.pipeline.run.Contestant;
import dev.sluice.benchmarks.pipeline.run.LoopbackPorts;
import dev.sluice.benchmarks.pipeline.run.Stage;
import dev.sluice.benchmarks.pipeline.run.SyslogFeed;
import dev.sluice.benchmarks.pipeline.run.TopicDestination;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Who takes RFC 5424 messages over TCP and writes an event for each to Kafka. */
public final class SyslogContestants {

    /** Names of the rivals' fields, the same in all their configuration files. */
    private static final Map<String, String> FLAT = Map.of(
            "log.syslog.priority", "pri",
            "@timestamp", "time",
            "log.syslog.hostname", "host",
            "log.syslog.appname", "app",
            "log.syslog.procid", "procid",
            "log.syslog.msgid", "msgid",
            "message", "message");

    private final SourceTree tree;
    private final LineCorpus corpus;

    public SyslogContestants(SourceTree tree, LineCorpus corpus) {
        this.tree = tree;
        this.corpus = corpus;
    }

    public List<Candidate> all() {
        return List.of(
                new Candidate.Present("sluice", this::sluice),
                rival(RivalProgram.RSYSLOG, "rsyslog/syslog-to-kafka.conf"),
                rival(RivalProgram.SYSLOG_NG, "syslog-ng/syslog-to-kafka.conf"));
    }

    private Contestant sluice(Stage stage) throws IOException {
        Path folder = stage.folder("sluice");
        BenchBroker broker = stage.broker("sluice");
        SluiceParts parts = new SluiceParts(tree, folder, broker);
        parts.createTopics();
        int port = LoopbackPorts.next();
        return new Contestant(
                "sluice",
                "ingest, parser of this source tree",
                List.of(parts.ingest(LoopbackPorts.next(), "--sluice.ingest.syslog.tcp-port=" + port), parts.parser()),
                broker.process(),
                List.of(),
                new SyslogFeed(folder, port),
                new TopicDestination(broker, Topics.PARSED, Topics.RAW),
                EventLayout.ecs(corpus));
    }

    private Candidate rival(RivalProgram program, String configuration) {
        return new Rivals(tree)
                .candidate(
                        program,
                        configuration,
                        folder -> {
                            int port = LoopbackPorts.next();
                            return new Rivals.Opened(
                                    new SyslogFeed(folder, port), Map.of("PORT", Integer.toString(port)));
                        },
                        new EventLayout(FLAT, TimeFormat.ISO));
    }
}
