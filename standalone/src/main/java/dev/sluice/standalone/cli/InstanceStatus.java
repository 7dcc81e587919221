// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.DiskReserve;
import dev.sluice.standalone.ExitRecord;
import dev.sluice.standalone.InstanceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * How the instance on a data folder is.
 *
 * @param state {@code starting}, {@code up}, {@code degraded} (it runs, but not all of it is well), {@code paused} (its disk is full), {@code
 *     died} or {@code stopped}
 * @param why what is wrong with it as a whole, or null
 * @param pid null where nothing runs
 * @param freeMegabytes of the disk of the data folder
 */
record InstanceStatus(
        String data, String state, String why, Long pid, long freeMegabytes, List<ComponentStatus> components) {

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
            return new InstanceStatus(data.toString(), "starting", null, instance.pid(), megabytes(free), List.of());
        }
        List<ComponentStatus> components = ComponentEndpoint.of(instance.ports()).stream()
                .parallel()
                .map(ComponentStatus::of)
                .toList();
        Optional<String> full = DiskReserve.shortage(data, free, instance.minFree());
        String state =
                full.isPresent() ? "paused" : components.stream().allMatch(ComponentStatus::isUp) ? UP : "degraded";
        return new InstanceStatus(
                data.toString(), state, full.orElse(null), instance.pid(), megabytes(free), components);
    }

    private static InstanceStatus notRunning(Path data, long free) throws IOException {
        Optional<ExitRecord> died = ExitRecord.read(data);
        return new InstanceStatus(
                data.toString(),
                died.isPresent() ? "died" : "stopped",
                died.map(record -> "at " + record.at() + ": " + record.reason()).orElse(null),
                null,
                megabytes(free),
                List.of());
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
