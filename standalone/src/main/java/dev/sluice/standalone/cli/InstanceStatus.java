// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterFilter;
import dev.sluice.operations.flow.ComponentStatus;
import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.DiskReserve;
import dev.sluice.standalone.ElasticsearchLogin;
import dev.sluice.standalone.ExitRecord;
import dev.sluice.standalone.IngestViewToken;
import dev.sluice.standalone.InstanceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.springframework.util.unit.DataSize;

/**
 * How the instance on a data folder is.
 *
 * @param state {@code starting}, {@code up}, {@code degraded} (it runs, but not all of it is well), {@code paused} (its disk is full), {@code
 *     died} or {@code stopped}
 * @param why what is wrong with it as a whole, or null
 * @param pid null where nothing runs
 * @param freeMegabytes of the disk of the data folder
 * @param flow how far its stages are, or null where nothing runs
 * @param deadLetters such as nothing was done about, counted to {@value #MOST_LETTERS}; null where nobody can tell
 */
record InstanceStatus(
        String data,
        String state,
        String why,
        Long pid,
        long freeMegabytes,
        List<ComponentStatus> components,
        PipelineFlow flow,
        Long deadLetters) {

    /** Nobody waits for a status until millions are counted. */
    static final long MOST_LETTERS = 10_000;

    private static final String UP = "up";

    /** Asks all components of an instance that has started. */
    static InstanceStatus of(Path data) throws IOException {
        long free = DiskReserve.freeBytes(data);
        Optional<InstanceFile> running = InstanceFile.running(data);
        if (running.isEmpty()) {
            return notRunning(data, free);
        }
        InstanceFile instance = running.get();
        if (instance.starting()) {
            return new InstanceStatus(
                    data.toString(), "starting", null, instance.pid(), megabytes(free), List.of(), null, null);
        }
        String password = ElasticsearchLogin.authorization(data).orElse(null);
        String token = IngestViewToken.authorization(data).orElse(null);
        List<ComponentStatus> components = ComponentEndpoint.of(instance.ports()).stream()
                .parallel()
                .map(part -> ComponentStatus.of(
                        part.name(),
                        part.address(),
                        part.health(),
                        part.asksForAPassword() ? password : part.asksForAToken() ? token : null))
                .toList();
        Optional<String> full = DiskReserve.shortage(data, free, instance.minFree());
        String state =
                full.isPresent() ? "paused" : components.stream().allMatch(ComponentStatus::isUp) ? UP : "degraded";
        return new InstanceStatus(
                data.toString(),
                state,
                full.orElse(null),
                instance.pid(),
                megabytes(free),
                components,
                InstanceFlow.of(data, instance.ports()),
                deadLetters(instance, components));
    }

    private static InstanceStatus notRunning(Path data, long free) throws IOException {
        Optional<ExitRecord> died = ExitRecord.read(data);
        return new InstanceStatus(
                data.toString(),
                died.isPresent() ? "died" : "stopped",
                died.map(record -> "at " + record.at() + ": " + record.reason()).orElse(null),
                null,
                megabytes(free),
                List.of(),
                null,
                null);
    }

    private static Long deadLetters(InstanceFile instance, List<ComponentStatus> components) {
        boolean kafkaIsUp = components.stream().anyMatch(part -> part.name().equals("kafka") && part.isUp());
        if (!kafkaIsUp) {
            return null;
        }
        try {
            long[] count = {0};
            new DeadLetterAdmin(
                            Map.of(
                                    "bootstrap.servers",
                                    "127.0.0.1:" + instance.ports().kafka()),
                            "status",
                            Clock.systemUTC(),
                            Ticker.SYSTEM)
                    .visit(DeadLetterFilter.all(), (letter, resolution) -> {
                        count[0] += resolution.isEmpty() ? 1 : 0;
                        return count[0] < MOST_LETTERS;
                    });
            return count[0];
        } catch (KafkaException e) {
            return null;
        }
    }

    private static long megabytes(long bytes) {
        return DataSize.ofBytes(bytes).toMegabytes();
    }

    boolean isUp() {
        return state.equals(UP);
    }

    String sentence() {
        return switch (state) {
            case "stopped" -> "Nothing runs on " + data + ".";
            case "died" -> "Nothing runs on " + data + ": the last instance died " + why + ".";
            case "starting" -> "Process " + pid + " is starting on " + data + ".";
            case UP -> "Process " + pid + " runs on " + data + ", " + freeMegabytes + " MB free on its disk.";
            default ->
                "Process " + pid + " runs on " + data + " and is " + state + (why == null ? "" : ": " + why) + ".";
        };
    }
}
