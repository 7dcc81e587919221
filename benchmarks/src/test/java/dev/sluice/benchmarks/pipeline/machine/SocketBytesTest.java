// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SocketBytesTest {

    private static final int SENT = 12_345;

    /** Where there is no {@code ss}, the answer is that nothing can be said. */
    @Test
    void countsWhatAProcessSends() throws Exception {
        List<Long> pids = List.of(ProcessHandle.current().pid());
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket sender = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket receiver = server.accept()) {
            sender.getOutputStream().write(new byte[100]);
            assertThat(receiver.getInputStream().readNBytes(100)).hasSize(100);
            SocketBytes bytes = SocketBytes.from(pids);
            sender.getOutputStream().write(new byte[SENT]);
            assertThat(receiver.getInputStream().readNBytes(SENT)).hasSize(SENT);
            bytes.look(pids);

            OptionalLong total = bytes.total();
            assertThat(total.orElse(SENT)).isEqualTo(SENT);
        }
    }
}
