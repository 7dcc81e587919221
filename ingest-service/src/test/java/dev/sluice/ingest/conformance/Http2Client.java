// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends exchanges over HTTP/2 in clear text, whose answers may have trailers: those of gRPC. */
final class Http2Client {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final OkHttpClient client = new OkHttpClient.Builder()
            .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
            .readTimeout(LONGEST)
            .build();

    /**
     * @param headers of the answer and its trailers, names in lower case
     * @param trailers names of those that came behind the body
     */
    record Answer(int status, Map<String, String> headers, Set<String> trailers, String body) {}

    Answer send(int port, Exchange exchange) throws IOException {
        String[] line = exchange.head().getFirst().split(" ");
        Request.Builder request = new Request.Builder()
                .url("http://localhost:" + port + line[1])
                .method(line[0], RequestBody.create(exchange.body()));
        for (String header : exchange.head().subList(1, exchange.head().size())) {
            String[] parts = header.split(": ", 2);
            request.header(parts[0], parts[1]);
        }
        try (Response response = client.newCall(request.build()).execute()) {
            byte[] body = response.body().bytes();
            Map<String, String> headers = new HashMap<>();
            response.headers().forEach(header -> headers.put(lower(header.getFirst()), header.getSecond()));
            Set<String> trailers = new HashSet<>();
            response.trailers().forEach(header -> {
                headers.put(lower(header.getFirst()), header.getSecond());
                trailers.add(lower(header.getFirst()));
            });
            byte[] message = Arrays.copyOfRange(body, Math.min(Exchange.GRPC_PREFIX, body.length), body.length);
            return new Answer(response.code(), headers, trailers, new String(message, UTF_8));
        }
    }

    /** Ends what is kept of connections. */
    void close() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
