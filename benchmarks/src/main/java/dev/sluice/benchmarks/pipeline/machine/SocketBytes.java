// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes that processes have sent over TCP, as the kernel counts them for each socket ({@code ss -ti}, package iproute2). A connection that begins and
 * ends between two looks is missed, so look now and then.
 */
public final class SocketBytes {

    private static final Pattern PID = Pattern.compile("pid=(\\d+)");
    private static final Pattern SENT = Pattern.compile("bytes_sent:(\\d+)");
    private static final Pattern ENDS = Pattern.compile("(\\S+:\\d+)\\s+(\\S+:\\d+)");

    private final Map<String, Long> sentBefore = new HashMap<>();
    private final Map<String, Long> sent = new HashMap<>();
    private boolean missing;

    /** From now on. */
    public static SocketBytes from(Collection<Long> pids) {
        SocketBytes bytes = new SocketBytes();
        bytes.read(pids, bytes.sentBefore);
        return bytes;
    }

    private SocketBytes() {}

    public void look(Collection<Long> pids) {
        read(pids, sent);
    }

    /** What was sent since the beginning; empty where there is no {@code ss}. */
    public OptionalLong total() {
        if (missing) {
            return OptionalLong.empty();
        }
        long total = 0;
        for (Map.Entry<String, Long> socket : sent.entrySet()) {
            total += socket.getValue() - sentBefore.getOrDefault(socket.getKey(), 0L);
        }
        return OptionalLong.of(total);
    }

    private void read(Collection<Long> pids, Map<String, Long> into) {
        if (missing) {
            return;
        }
        try {
            Process ss = new ProcessBuilder("ss", "-tinpHO")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(ss.getInputStream(), UTF_8))) {
                lines.lines().forEach(line -> take(line, pids, into));
            }
        } catch (IOException e) {
            missing = true;
        }
    }

    static void take(String line, Collection<Long> pids, Map<String, Long> into) {
        Matcher pid = PID.matcher(line);
        Matcher sent = SENT.matcher(line);
        Matcher ends = ENDS.matcher(line);
        if (pid.find() && pids.contains(Long.parseLong(pid.group(1))) && sent.find() && ends.find()) {
            into.put(ends.group(1) + " " + ends.group(2), Long.parseLong(sent.group(1)));
        }
    }
}
