// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks another instance of the detector, which has the page. Thread-safe. */
public final class RelatedClient implements AutoCloseable {

    /** On a request that one instance sends to another: what that one has not got, it does not ask for. */
    static final String FORWARDED = "Sluice-Forwarded";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int OK = 200;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @throws RelatedUnavailableException if it does not answer, or can't say */
    public List<Neighbours.Neighbour> ask(String host, int port, String namespace, String path, int k) {
        String name = host.indexOf(':') < 0 ? host : '[' + host + ']';
        URI uri = URI.create("http://" + name + ':' + port + "/api/v1/related?k=" + k + "&namespace=" + namespace
                + "&path=" + URLEncoder.encode(path, StandardCharsets.UTF_8));
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(PATIENCE)
                            .header(FORWARDED, "true")
                            .build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK) {
                throw new RelatedUnavailableException(
                        host + ':' + port + ", which has the page, answers " + answer.statusCode(), null);
            }
            return List.of(
                    json.treeToValue(json.readTree(answer.body()).path("related"), Neighbours.Neighbour[].class));
        } catch (IOException | JacksonException e) {
            throw new RelatedUnavailableException(
                    host + ':' + port + ", which has the page, does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RelatedUnavailableException("the service ends", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
