// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What {@code /proc} says, see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>. */
final class ProcessFiles {

    /** {@code USER_HZ}, which is 100 wherever Linux runs Java. */
    private static final long MILLIS_PER_TICK = 10;

    private static final Path PROC = Path.of("/proc");

    private ProcessFiles() {}

    /** User and system time of all threads of a process, also of those that have ended. */
    static Duration processorTime(long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        // The name, in parentheses, may have blanks and parentheses.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return ticks(Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
    }

    /** Most memory that was resident, bytes, since the process began or since {@link #forgetPeakMemory}. */
    static long peakMemory(long pid) throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(pid + "/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }

    static void forgetPeakMemory(long pid) throws IOException {
        Files.writeString(PROC.resolve(pid + "/clear_refs"), "5");
    }

    /** Processor time of everything on the machine, all cores. */
    static Duration machineTime() {
        try {
            // cpu user nice system idle iowait irq softirq steal
            String[] fields =
                    Files.readAllLines(PROC.resolve("stat")).getFirst().split(" +");
            long busy = 0;
            for (int i = 1; i <= 8; i++) {
                busy += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
            }
            return ticks(busy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of one, five and fifteen minutes. */
    static String loadAverages() {
        try {
            String[] fields = Files.readString(PROC.resolve("loadavg")).split(" ");
            return fields[0] + " " + fields[1] + " " + fields[2];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String processorModel() {
        try {
            return Files.readAllLines(PROC.resolve("cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Duration ticks(long ticks) {
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }
}
