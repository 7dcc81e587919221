// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A server behind the guard. {@code /length} tells the length of the body, {@code /unread} leaves it, {@code /wait} waits until it is let go. */
final class GuardedServer implements AutoCloseable {

    final Semaphore letGo = new Semaphore(0);
    final AtomicInteger waiting = new AtomicInteger();

    private final Tomcat tomcat = new Tomcat();
    private final Connector connector;
    private final GuardedHttpProtocol protocol;

    GuardedServer(Path folder, ConnectionSettings settings) throws Exception {
        this(folder, settings, Executors.newVirtualThreadPerTaskExecutor());
    }

    /** @param executor runs what answers requests and closes connections */
    GuardedServer(Path folder, ConnectionSettings settings, Executor executor) throws Exception {
        tomcat.setBaseDir(folder.toString());
        connector = new Connector(GuardedHttpProtocol.class.getName());
        connector.setPort(0);
        protocol = (GuardedHttpProtocol) connector.getProtocolHandler();
        protocol.configure(
                settings, settings.maxConnections(), "sluice.http.max-connections", settings.headerTimeout());
        protocol.setConnectionTimeout(Math.toIntExact(Duration.ofSeconds(20).toMillis()));
        connector.setProperty("useAsyncIO", "false");
        GuardedHttp2Protocol http2 = new GuardedHttp2Protocol();
        http2.setStreamReadTimeout(settings.headerTimeout().toMillis());
        connector.addUpgradeProtocol(http2);
        connector.setProperty("address", "127.0.0.1");
        protocol.setExecutor(executor);
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "all", new All());
        context.addServletMappingDecoded("/*", "all");
        tomcat.start();
    }

    private final class All extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            switch (request.getRequestURI()) {
                case "/length" -> {
                    int length = request.getInputStream().readAllBytes().length;
                    response.getWriter().print(length);
                }
                case "/unread" -> response.setStatus(401);
                case "/known" -> {
                    CurrentConnection.trust(request.getQueryString());
                    pause();
                }
                default -> pause();
            }
        }

        private void pause() {
            waiting.incrementAndGet();
            letGo.acquireUninterruptibly();
            letGo.release();
            waiting.decrementAndGet();
        }
    }

    int openConnections() {
        return protocol.openConnections();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", connector.getLocalPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    Socket send(String text) throws IOException {
        Socket socket = connect();
        write(socket, text);
        return socket;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** All that comes until the other side ends. */
    static String readToEnd(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException e) {
            // a reset, since not all was read
        }
        return answer.toString(ISO_8859_1);
    }

    /** One request over a connection of its own. */
    String get(String path) throws IOException {
        try (Socket socket = send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            return readToEnd(socket);
        }
    }

    @Override
    public void close() throws Exception {
        letGo.release(1_000);
        tomcat.stop();
        tomcat.destroy();
    }
}
