// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.doctor.ClusterDoctor;
import dev.sluice.operations.doctor.Finding;
import dev.sluice.operations.doctor.Finding.Level;
import dev.sluice.standalone.StandaloneException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice doctor}: whether a Kafka cluster is such that Sluice's promises hold on it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Check what Sluice relies on in a Kafka cluster: transactions, copies, retention, partitions. Changes nothing.",
            "Exit code 1 if a promise cannot be kept there, 0 otherwise; warnings name what one fault would break."
        })
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Finding> findings;
        try {
            findings = new ClusterDoctor(kafka.kafka()).examine();
        } catch (KafkaException e) {
            throw new StandaloneException("Kafka: " + e.getMessage(), e);
        }
        print(findings);
        return findings.stream().anyMatch(finding -> finding.level() == Level.FAILURE) ? 1 : 0;
    }

    private void print(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(TerminalText.json(findings));
            return;
        }
        for (Finding finding : findings) {
            out.printf("%-8s %-32s %s%n", finding.level(), finding.subject(), finding.message());
            if (!finding.remedy().isEmpty()) {
                out.printf("%-8s %-32s → %s%n", "", "", finding.remedy());
            }
        }
    }
}
