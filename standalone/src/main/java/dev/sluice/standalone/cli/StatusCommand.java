// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.Component;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice status}: asks every part how it is. Exit code 0 if all are up, 1 otherwise. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Say how each part is; exit code 1 unless all are up.")
final class StatusCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Mixin
    private InstanceOptions instance;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** How a part is. */
    record PartStatus(String name, String address, String status) {

        static final String UP = "up";
    }

    /** How all parts are; {@code pid} is null where no instance runs on the data folder. */
    record Status(String data, Long pid, List<PartStatus> parts) {

        boolean allUp() {
            return parts.stream().allMatch(part -> part.status().equals(PartStatus.UP));
        }
    }

    @Override
    public Integer call() throws IOException {
        Optional<InstanceFile> running = InstanceFile.running(instance.data());
        Ports ports = running.map(InstanceFile::ports).orElseGet(instance::ports);
        List<PartStatus> parts = Component.of(ports).stream()
                .parallel()
                .map(part -> new PartStatus(part.name(), part.address().toString(), statusOf(part)))
                .toList();
        Status status = new Status(
                instance.data().toString(), running.map(InstanceFile::pid).orElse(null), parts);
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
        status.parts().forEach(part -> out.printf("  %-14s %-28s %s%n", part.name(), part.address(), part.status()));
    }

    private static String statusOf(Component part) {
        return part.health() == null ? statusOfPort(part) : statusOfHealth(part);
    }

    private static String statusOfPort(Component part) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", part.port()), (int) PATIENCE.toMillis());
            return PartStatus.UP;
        } catch (IOException e) {
            return "down: " + e.getMessage();
        }
    }

    private static String statusOfHealth(Component part) {
        HttpRequest request = HttpRequest.newBuilder(part.address().resolve(part.health()))
                .timeout(PATIENCE)
                .build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            int code =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return code == 200 ? PartStatus.UP : "down: its health answers " + code;
        } catch (IOException e) {
            return "down: " + (e.getMessage() == null ? "no answer" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown: interrupted";
        }
    }
}
