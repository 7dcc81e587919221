// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.http.connection.GuardedHttpProtocol;
import dev.sluice.ingest.IngestService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service on a free port, and a client for it. */
public final class RunningIngest implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private RunningIngest(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param settings further ones, {@code name=value} */
    public static RunningIngest start(String bootstrapServers, String... settings) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=0");
        arguments.add("--management.server.port=0");
        arguments.add("--spring.kafka.bootstrap-servers=" + bootstrapServers);
        for (String setting : settings) {
            arguments.add("--" + setting);
        }
        return new RunningIngest(IngestService.application().run(arguments.toArray(String[]::new)));
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** A path of the management port. */
    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:"
                + context.getEnvironment().getRequiredProperty("local.management.port", Integer.class) + path);
    }

    /** Connections of the senders' port, those at rest among them. */
    public int openConnections() {
        return openConnections(port());
    }

    /** Connections of this or another port of the same server. */
    public int openConnections(int port) {
        TomcatWebServer server = (TomcatWebServer) ((ServletWebServerApplicationContext) context).getWebServer();
        return Stream.of(server.getTomcat().getService().findConnectors())
                .filter(connector -> connector.getLocalPort() == port)
                .mapToInt(connector -> ((GuardedHttpProtocol) connector.getProtocolHandler()).openConnections())
                .sum();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return post(path, body.getBytes(UTF_8), headers);
    }

    public HttpResponse<String> post(String path, byte[] body, String... headers) {
        return send("POST", path, body, headers);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, new byte[0], headers);
    }

    /** Asks the management port. */
    public HttpResponse<String> getManagement(String path, String... headers) {
        return send("GET", managementUri(path), new byte[0], headers);
    }

    public HttpResponse<String> send(String method, String path, byte[] body, String... headers) {
        return send(method, uri(path), body, headers);
    }

    private HttpResponse<String> send(String method, URI uri, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }
}
