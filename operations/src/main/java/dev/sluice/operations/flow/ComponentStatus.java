// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.flow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a component is.
 *
 * @param status {@code up}; {@code degraded}: it does its work, but something that it needs does not, and what it can't do waits; {@code down}
 * @param why what is wrong, or null while it is up
 */
public record ComponentStatus(String name, String address, String status, String why) {

    public static final String UP = "up";
    public static final String DEGRADED = "degraded";
    public static final String DOWN = "down";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Asks a component, and waits ten seconds for its answer.
     *
     * @param health path that answers 200 when it is well; null where an open port is all there is to see
     * @param authorization the header that says who we are; null where it asks nobody
     */
    public static ComponentStatus of(String name, URI address, String health, String authorization) {
        if (health == null) {
            return ofPort(name, address);
        }
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return ofHealth(http, name, address, health, authorization);
        }
    }

    /** The same by a client that is at hand. */
    static ComponentStatus ofHealth(HttpClient http, String name, URI address, String health, String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(health)).timeout(PATIENCE);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return ofAnswer(name, address, answer.statusCode(), answer.body());
        } catch (IOException e) {
            return found(name, address, DOWN, e.getMessage() == null ? "no answer" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return found(name, address, DOWN, "interrupted while it was asked");
        }
    }

    private static ComponentStatus ofPort(String name, URI address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), (int) PATIENCE.toMillis());
            return found(name, address, UP, null);
        } catch (IOException e) {
            return found(name, address, DOWN, e.getMessage());
        }
    }

    public boolean isUp() {
        return status.equals(UP);
    }

    private static ComponentStatus ofAnswer(String name, URI address, int code, String body) {
        JsonNode health = read(body);
        String word = health.path("status").asString("");
        String why = why(health);
        if (code != 200) {
            return found(name, address, DOWN, why.isEmpty() ? "its health answers " + code : why);
        }
        return switch (word) {
            // Spring Boot's word, and Elasticsearch's for all shards, and for all but copies.
            case "UP", "green", "yellow" -> found(name, address, UP, null);
            default -> found(name, address, DEGRADED, why.isEmpty() ? "its health is " + word : why);
        };
    }

    /** Names each component that is not up, with the reason that it gives. */
    private static String why(JsonNode health) {
        return health.path("components")
                .propertyStream()
                .filter(component ->
                        !component.getValue().path("status").asString("").equals("UP"))
                .map(component -> component.getKey() + ' ' + reason(component.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String reason(JsonNode component) {
        JsonNode details = component.path("details");
        String reason = details.path("problem").asString(details.path("reason").asString(null));
        if (reason == null) {
            return "is " + component.path("status").asString("unknown");
        }
        return details.has("since") ? reason + " since " + details.path("since").asString() : reason;
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException ignored) {
            // Whatever else answers on this port, its status code is all that it says.
            return JSON.createObjectNode();
        }
    }

    private static ComponentStatus found(String name, URI address, String status, String why) {
        return new ComponentStatus(name, address.toString(), status, why);
    }
}
