// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.replay.RawSpan.SpanProgress;
import dev.sluice.parsers.RulesTrial.StoreTotals;
import dev.sluice.parsers.RulesTrial.TrialOfRules;
import dev.sluice.parsers.rules.FieldChange;
import dev.sluice.parsers.rules.RuleEffect;
import dev.sluice.parsers.rules.RuleEffect.RuleSample;
import dev.sluice.standalone.cli.RulesTryCommand.RulesTryReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints for people what rules would have done. */
final class RulesTryPrinter {

    /** Of the fields that a rule changes, the most frequent. */
    private static final int FIELDS = 20;

    private final PrintWriter out;

    RulesTryPrinter(PrintWriter out) {
        this.out = out;
    }

    void print(RulesTryReport report) {
        report.warnings().forEach(warning -> line("warning: %s", warning));
        TrialOfRules trial = report.trial();
        SpanProgress span = report.span();
        line(
                "%d %s from %s to %s were tried: %d events, %d dead letters",
                span.chunks(),
                report.lake() ? "objects of the lake" : "chunks",
                report.from(),
                report.to(),
                trial.events(),
                trial.deadLetters());
        if (!report.complete()) {
            line(
                    "this is a part of the span, by --max-events; %d %s were not read",
                    span.left(), report.lake() ? "objects" : "records");
        }
        if (span.replays() > 0) {
            line("%d chunks were left out, since they are replays", span.replays());
        }
        if (span.unreadable() > 0) {
            line("%d chunks were left out, since this release cannot read them", span.unreadable());
        }
        line(
                "with the rules: %d events, %d dropped%s",
                trial.kept(),
                trial.dropped(),
                trial.tooLarge() == 0
                        ? ""
                        : ", and " + trial.tooLarge() + " more dead letters, since what they become is too large");
        store("elasticsearch", trial.elasticsearch());
        store("lake", trial.lake());
        line(
                "  CPU time per event: %.2f µs without the rules, and %.2f µs by them",
                trial.parserCpuNanosPerEvent() / 1e3, trial.rulesCpuNanosPerEvent() / 1e3);
        trial.rules().forEach(this::rule);
    }

    private void store(String name, StoreTotals totals) {
        line(
                "  %s: %d events of %d, %s of %s as JSON",
                name,
                totals.eventsAfter(),
                totals.eventsBefore(),
                size(totals.bytesAfter()),
                size(totals.bytesBefore()));
    }

    private void rule(RuleEffect rule) {
        out.println();
        line(
                "%s: %d hit, %d dropped, %d to the lake alone, %d to elasticsearch alone, %d changed",
                rule.name(), rule.hits(), rule.dropped(), rule.toLake(), rule.toElasticsearch(), rule.changed());
        line(
                "  saves %s in elasticsearch, %s in the lake; %.2f µs of CPU per event",
                size(rule.bytesSaved().elasticsearch()), size(rule.bytesSaved().lake()), rule.cpuNanosPerEvent() / 1e3);
        if (!rule.fields().isEmpty()) {
            line("  changes %s", fields(rule.fields()));
        }
        rule.samples().forEach(this::sample);
    }

    private static String fields(Map<String, Long> fields) {
        String most = fields.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(FIELDS)
                .map(field -> field.getKey() + " " + field.getValue() + "×")
                .collect(Collectors.joining(", "));
        return fields.size() <= FIELDS ? most : most + " and " + (fields.size() - FIELDS) + " other fields";
    }

    private void sample(RuleSample sample) {
        if (sample.changes().isEmpty()) {
            line("  %s: %s", sample.outcome(), sample.event());
            return;
        }
        line("  %s:", sample.outcome());
        for (FieldChange change : sample.changes()) {
            if (change.before() != null) {
                line("  - %s = %s", change.field(), change.before());
            }
            if (change.after() != null) {
                line("  + %s = %s", change.field(), change.after());
            }
        }
    }

    private static String size(long bytes) {
        return Math.abs(bytes) < 1_000_000 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    private void line(String format, Object... values) {
        out.println(TerminalText.escaped(String.format(Locale.ROOT, format, values)));
    }
}
