// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import co.elastic.clients.transport.rest5_client.low_level.Request;
import co.elastic.clients.transport.rest5_client.low_level.Response;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * The nodes of an Elasticsearch cluster, used in turn. Each has a client of its own: one client for all of them would send a failed request to
 * the next node by itself, and what may have been written unseen must be looked up first.
 */
final class NodeClients implements AutoCloseable {

    private final List<Rest5Client> clients;
    private final AtomicInteger next = new AtomicInteger();

    NodeClients(ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        clients =
                settings.uris().stream().map(uri -> client(uri, settings, ssl)).toList();
    }

    /**
     * Sends a request to one node and waits for the answer; for virtual threads.
     *
     * @throws co.elastic.clients.transport.rest5_client.low_level.ResponseException for a status of 400 or more
     * @throws InterruptedException if the thread is interrupted; what became of the request is unknown
     */
    Response perform(Request request) throws IOException, InterruptedException {
        try {
            return any().performRequest(request);
        } catch (RuntimeException e) {
            // The client has no checked exception for it.
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        }
    }

    Rest5Client any() {
        return clients.get(Math.floorMod(next.getAndIncrement(), clients.size()));
    }

    @Override
    public void close() throws IOException {
        for (Rest5Client client : clients) {
            client.close();
        }
    }

    private static Rest5Client client(URI uri, ElasticsearchSettings settings, @Nullable SslBundle ssl) {
        var builder = Rest5Client.builder(uri)
                .setCompressionEnabled(settings.compress())
                .setDefaultHeaders(headers(settings))
                .setRequestConfigCallback(request -> request.setResponseTimeout(
                                Timeout.of(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS))
                        .setConnectionRequestTimeout(
                                Timeout.of(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)))
                .setConnectionConfigCallback(connection -> connection
                        .setConnectTimeout(Timeout.of(settings.connectTimeout().toMillis(), TimeUnit.MILLISECONDS))
                        .setSocketTimeout(Timeout.of(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)))
                .setConnectionManagerCallback(connections -> connections
                        .setMaxConnPerRoute(settings.bulk().maxRequests() + 2)
                        .setMaxConnTotal(settings.bulk().maxRequests() + 2));
        if (ssl != null) {
            builder.setSSLContext(ssl.createSslContext());
        }
        return builder.build();
    }

    private static Header[] headers(ElasticsearchSettings settings) {
        List<Header> headers = new ArrayList<>();
        if (settings.apiKey() != null) {
            headers.add(new BasicHeader(HttpHeaders.AUTHORIZATION, "ApiKey " + settings.apiKey()));
        }
        if (settings.username() != null) {
            byte[] pair = (settings.username() + ':' + settings.password()).getBytes(UTF_8);
            headers.add(new BasicHeader(
                    HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair)));
        }
        return headers.toArray(Header[]::new);
    }
}
