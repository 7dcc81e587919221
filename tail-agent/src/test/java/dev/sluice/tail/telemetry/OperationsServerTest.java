// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.telemetry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.lines.LeftOutLines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationsServerTest {

    private final Metrics metrics = new Metrics();
    private OperationsServer server;

    @BeforeEach
    void start() throws IOException {
        server = new OperationsServer(new InetSocketAddress("127.0.0.1", 0), metrics);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void halfSentRequestsHoldUpNobody() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                open.add(send("GET /health HTTP/1.1\r\nHost: localhost\r\nX: a"));
            }
            assertThat(answer("/health", "")).startsWith("HTTP/1.1 200 ");

            // Let go in the end, which the socket's time-out would tell otherwise.
            assertThat(open.getFirst().getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Host: evil.example, 421",
        "Host: 127.0.0.1.evil.example, 421",
        "Host: localhost, 200",
        "Host: LOCALHOST:9600, 200",
        "Host: agent.localhost, 200",
        "Host: 127.0.0.1:9600, 200",
        "Host: [::1]:9600, 200",
        "Origin: https://evil.example, 403",
        "Origin: null, 403",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: none, 200",
    })
    void pagesOfOthersAreRefused(String header, int status) throws IOException {
        for (String path : List.of("/health", "/metrics")) {
            assertThat(answer(path, header + "\r\n")).startsWith("HTTP/1.1 " + status + ' ');
        }
    }

    /** A machine in a network may be called anything; pages have no business there either. */
    @Test
    void whereOthersReachItAnyNameWillDo() {
        assertThat(BrowserRefusal.of(false, "node-7.example", null, null)).isEmpty();
        assertThat(BrowserRefusal.of(false, "node-7.example", "https://evil.example", null))
                .hasValue(403);
    }

    @Test
    void saysWhatIsLeftOutOnPurpose() throws IOException {
        assertThat(answer("/health", "")).endsWith("\r\n\r\nup\n");

        metrics.leftOut("web", new LeftOutLines(0, 3, 1, false));
        metrics.leftOut("web", new LeftOutLines(0, 4, 0, true));

        assertThat(answer("/health", ""))
                .endsWith("up\nweb: 7 lines left out by exclude\nweb: 1 lines left out by sample\n");
        assertThat(answer("/metrics", ""))
                .contains("sluice_tail_left_out_lines_total{input=\"web\",reason=\"exclude\"} 7\n");
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return socket;
    }

    private String answer(String path, String header) throws IOException {
        try (Socket socket = send("GET " + path + " HTTP/1.1\r\n" + header + "Connection: close\r\n\r\n")) {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
