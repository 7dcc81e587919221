// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentStatusTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            200 | {"status":"UP"}                                              | up       |
            200 | {"status":"yellow"}                                          | up       |
            200 | {"status":"red"}                                             | degraded | its health is red
            200 | {"status":"DEGRADED","components":{"a":{"status":"UP"},"s3":{"status":"DEGRADED","details":{"problem":"answers 403","since":"12:00"}}}} | degraded | s3 answers 403 since 12:00
            503 | {"status":"DOWN","components":{"kafka":{"status":"DOWN","details":{"reason":"no answer within 2 s"}}}} | down | kafka no answer within 2 s
            503 | {"status":"DOWN","components":{"disk":{"status":"DOWN"}}}    | down     | disk is DOWN
            503 | {"status":"DOWN"}                                            | down     | its health answers 503
            404 | not found                                                    | down     | its health answers 404
            """)
    void saysWhatThePartSays(int code, String body, String status, String why) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            ComponentStatus answer = ComponentStatus.of(
                    "part", URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "/health", null);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.why()).isEqualTo(why);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysWhoAsksWhereTheHealthIsNotForStrangers() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            boolean known = "Basic dTpw".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] bytes = "{\"status\":\"green\"}".getBytes(UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());

            assertThat(ComponentStatus.of("part", address, "/health", "Basic dTpw")
                            .isUp())
                    .isTrue();
            assertThat(ComponentStatus.of("part", address, "/health", null).why())
                    .isEqualTo("its health answers 401");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void whatDoesNotAnswerIsDown() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(ComponentStatus.of("part", URI.create("http://127.0.0.1:" + port), "/health", null)
                        .status())
                .isEqualTo(ComponentStatus.DOWN);
        assertThat(ComponentStatus.of("part", URI.create("kafka://127.0.0.1:" + port), null, null)
                        .status())
                .isEqualTo(ComponentStatus.DOWN);
    }
}
