// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Datagrams that Linux dropped since the socket's buffer was full: the last column of {@code /proc/net/udp}. 0 on other systems. */
final class KernelDrops {

    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/udp"), Path.of("/proc/self/net/udp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int DROPS = 12;

    private final String port;

    KernelDrops(int port) {
        this.port = ":%04X".formatted(port);
    }

    double count() {
        return TABLES.stream().mapToLong(this::countIn).sum();
    }

    private long countIn(Path table) {
        try {
            return Files.readAllLines(table).stream().mapToLong(this::dropsOf).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Of a line of the table, if it is about the port. */
    long dropsOf(String line) {
        String[] columns = line.strip().split("\\s+");
        return columns.length > DROPS && columns[LOCAL_ADDRESS].endsWith(port) ? Long.parseLong(columns[DROPS]) : 0;
    }
}
