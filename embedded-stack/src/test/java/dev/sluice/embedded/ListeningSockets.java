// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP addresses that a process listens on, as Linux tells them in {@code /proc} (proc(5), {@code /proc/net/tcp}). */
final class ListeningSockets {

    private static final String LISTEN = "0A";

    private ListeningSockets() {}

    static List<InetSocketAddress> of(long pid) {
        try {
            Set<String> inodes = socketsOf(pid);
            List<InetSocketAddress> addresses = new ArrayList<>();
            for (String table : List.of("tcp", "tcp6")) {
                List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/net/" + table));
                for (String line : lines.subList(1, lines.size())) {
                    String[] fields = line.strip().split(" +");
                    if (fields[3].equals(LISTEN) && inodes.contains(fields[9])) {
                        addresses.add(address(fields[1]));
                    }
                }
            }
            return addresses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> socketsOf(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (NoSuchFileException e) {
                    // Closed meanwhile.
                }
            }
        }
        return inodes;
    }

    /** The address is words of four bytes in the machine's order, in hexadecimal. */
    private static InetSocketAddress address(String text) throws IOException {
        int colon = text.indexOf(':');
        ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
        for (int i = 0; i < colon; i += 8) {
            bytes.putInt(Integer.parseUnsignedInt(text, i, i + 8, 16));
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(bytes.array()), Integer.parseInt(text.substring(colon + 1), 16));
    }
}
