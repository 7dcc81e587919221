// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline;

import dev.sluice.benchmarks.pipeline.Scenario.Work;
import dev.sluice.benchmarks.pipeline.contestant.Candidate;
import dev.sluice.benchmarks.pipeline.contestant.FileContestants;
import dev.sluice.benchmarks.pipeline.contestant.SourceTree;
import dev.sluice.benchmarks.pipeline.contestant.SyslogContestants;
import dev.sluice.benchmarks.pipeline.corpus.AccessLogLines;
import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.corpus.SyslogLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All scenarios. */
final class Scenarios {

    static final String ONE_FILE = "file-to-parsed";

    private final List<Scenario> all = new ArrayList<>();

    Scenarios(SourceTree tree, long seed) {
        LineCorpus access = AccessLogLines.of(seed);
        all.add(new Scenario(
                ONE_FILE,
                "One file of Apache combined lines → an event of JSON for each line on Kafka.",
                new Work.Speed(true),
                access,
                new FileContestants(tree, access, 1).all()));
        all.add(new Scenario(
                "files-to-parsed",
                "The same lines in eight files.",
                new Work.Speed(true),
                access,
                new FileContestants(tree, access, 8).all()));
        LineCorpus syslog = SyslogLines.of(seed);
        all.add(new Scenario(
                "syslog-to-parsed",
                "RFC 5424 messages over two TCP connections → an event of JSON for each on Kafka.",
                new Work.Speed(true),
                syslog,
                new SyslogContestants(tree, syslog).all()));
        for (int load : new int[] {1, 50, 90}) {
            all.add(new Scenario(
                    "file-age-" + load,
                    "Access lines written to one file one by one, at " + load
                            + " % of the rate that the contestant reached in its warm-up → Kafka; a reader takes their age.",
                    new Work.Age(load / 100.0),
                    access,
                    new FileContestants(tree, access, 1).all()));
        }
        all.add(new Scenario(
                "file-outage",
                "One file of access lines while the broker is down; measured is how the backlog drains once it is back.",
                new Work.Outage(),
                access,
                new FileContestants(tree, access, 1).all()));
    }

    Optional<Scenario> named(String name) {
        return all.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }

    List<String> names() {
        return all.stream().map(Scenario::name).toList();
    }

    /** For people. */
    String list() {
        StringBuilder text = new StringBuilder();
        for (Scenario scenario : all) {
            text.append(scenario.name())
                    .append(": ")
                    .append(scenario.description())
                    .append('\n');
            for (Candidate candidate : scenario.candidates()) {
                text.append("  ").append(candidate.name());
                if (candidate instanceof Candidate.Absent absent) {
                    text.append(": ").append(absent.why());
                }
                text.append('\n');
            }
        }
        return text.toString();
    }
}
