// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.ComponentEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
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
record ComponentStatus(String name, String address, String status, String why) {

    static final String UP = "up";
    static final String DEGRADED = "degraded";
    static final String DOWN = "down";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Asks a component, and waits ten seconds for its answer. */
    static ComponentStatus of(ComponentEndpoint component) {
        return component.health() == null ? ofPort(component) : ofHealth(component);
    }

    boolean isUp() {
        return status.equals(UP);
    }

    private static ComponentStatus ofPort(ComponentEndpoint component) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", component.port()), (int) PATIENCE.toMillis());
            return of(component, UP, null);
        } catch (IOException e) {
            return of(component, DOWN, e.getMessage());
        }
    }

    private static ComponentStatus ofHealth(ComponentEndpoint component) {
        HttpRequest request = HttpRequest.newBuilder(component.address().resolve(component.health()))
                .timeout(PATIENCE)
                .build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return ofAnswer(component, answer.statusCode(), answer.body());
        } catch (IOException e) {
            return of(component, DOWN, e.getMessage() == null ? "no answer" : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return of(component, DOWN, "interrupted while it was asked");
        }
    }

    private static ComponentStatus ofAnswer(ComponentEndpoint component, int code, String body) {
        JsonNode health = read(body);
        String word = health.path("status").asString("");
        String why = why(health);
        if (code != 200) {
            return of(component, DOWN, why.isEmpty() ? "its health answers " + code : why);
        }
        return switch (word) {
            // Spring Boot's word, and Elasticsearch's for all shards, and for all but copies.
            case "UP", "green", "yellow" -> of(component, UP, null);
            default -> of(component, DEGRADED, why.isEmpty() ? "its health is " + word : why);
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

    private static ComponentStatus of(ComponentEndpoint component, String status, String why) {
        return new ComponentStatus(component.name(), component.address().toString(), status, why);
    }
}
