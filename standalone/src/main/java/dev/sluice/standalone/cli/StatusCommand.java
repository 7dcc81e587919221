// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code sluice status}: asks every component how it is: up, degraded (it works, and what it needs does not) or down. Exit code 0 if all are up, 1
 * otherwise.
 */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Say how each component is; exit code 1 unless all are up.")
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private InstanceOptions instance;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** How all components are; {@code pid} is null where no instance runs on the data folder. */
    record Status(String data, Long pid, List<ComponentStatus> components) {

        boolean allUp() {
            return components.stream().allMatch(ComponentStatus::isUp);
        }
    }

    @Override
    public Integer call() throws IOException {
        Optional<InstanceFile> running = InstanceFile.running(instance.data());
        Ports ports = running.map(InstanceFile::ports).orElseGet(instance::ports);
        List<ComponentStatus> components = ComponentEndpoint.of(ports).stream()
                .parallel()
                .map(ComponentStatus::of)
                .toList();
        Status status = new Status(
                instance.data().toString(), running.map(InstanceFile::pid).orElse(null), components);
        print(status);
        return status.allUp() ? 0 : 1;
    }

    private void print(Status status) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.builder().build().writeValueAsString(status));
            return;
        }
        out.println(
                status.pid() == null
                        ? "Nothing runs on " + status.data() + "."
                        : "Process " + status.pid() + " runs on " + status.data() + ".");
        status.components()
                .forEach(component -> out.printf(
                        "  %-14s %-28s %s%s%n",
                        component.name(),
                        component.address(),
                        component.status(),
                        component.why() == null ? "" : ": " + component.why()));
    }
}
