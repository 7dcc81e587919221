// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.sink.SinkTools;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may see all: answers as Elasticsearch 9.5 gives them, and clusters that do not answer. */
class DocumentPrivilegesTest {

    private static final String HAS = "/_security/user/_has_privileges";
    private static final String PRIVILEGES = "/_security/user/_privileges";
    private static final String READ =
            "{\"username\":\"al\",\"has_all_requested\":true,\"index\":{\"logs-*\":{\"read\":true}}}";

    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] body = (answer == null ? "{\"error\":\"no handler found for uri\",\"status\":400}" : answer)
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(answer == null ? 400 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aClusterWithoutSecurityHasNobodyWhoMayNot() {
        assertThatCode(() -> require()).doesNotThrowAnyException();
    }

    @Test
    void whoComesWithAPasswordIsToldThatTheClusterDoesNotSay() {
        assertThatThrownBy(() -> require("username", "al", "password", "secret"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not say what this user may do (400")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anApiKeyWithRolesOfItsOwnIsAskedForThem() {
        answers.put(HAS, READ);
        answers.put(
                "/_security/_authenticate",
                "{\"username\":\"al\",\"api_key\":{\"id\":\"k1\"},\"authentication_type\":\"api_key\"}");
        answers.put("/_security/api_key?id=k1", keyWith(""));
        assertThatCode(() -> require("api-key", "key")).doesNotThrowAnyException();

        answers.put("/_security/api_key?id=k1", keyWith(",\"query\":\"{\\\"match_none\\\":{}}\""));
        assertThatThrownBy(() -> require("api-key", "key")).hasMessageContaining("without 'query'");

        answers.put("/_security/api_key?id=k1", keyWith(",\"field_security\":{\"grant\":[\"message\"]}"));
        assertThatThrownBy(() -> require("api-key", "key")).hasMessageContaining("'field_security'");
    }

    /** Only a pattern of which it can be said that it takes all counts as one that does. */
    @ParameterizedTest
    @ValueSource(strings = {"logs-s*", "logs-*-x", "/logs-.*/", "l*s-*"})
    void aRoleForLessDoesNotMakeUpForANarrowOne(String names) {
        answers.put(HAS, READ);
        answers.put(
                PRIVILEGES,
                "{\"indices\":[{\"names\":[\"logs-*\"],\"privileges\":[\"read\"],\"query\":[\"{}\"]},{\"names\":[\""
                        + names + "\"],\"privileges\":[\"read\"]}]}");

        assertThatThrownBy(() -> require("username", "al", "password", "secret"))
                .hasMessageContaining("logs-*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "logs-*", "log*"})
    void oneForAllDoes(String names) {
        answers.put(HAS, READ);
        answers.put(
                PRIVILEGES,
                "{\"indices\":[{\"names\":[\"logs-*\"],\"privileges\":[\"read\"],\"query\":[\"{}\"]},{\"names\":[\""
                        + names + "\"],\"privileges\":[\"all\"]}]}");

        assertThatCode(() -> require("username", "al", "password", "secret")).doesNotThrowAnyException();
    }

    private static String keyWith(String more) {
        return "{\"api_keys\":[{\"id\":\"k1\",\"role_descriptors\":{\"r\":{\"indices\":[{\"names\":[\"logs-*\"],\"privileges\":[\"read\"]"
                + more + "}]}}}]}";
    }

    private void require(String... credentials) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "sluice.sink.elasticsearch.uris",
                "http://127.0.0.1:" + server.getAddress().getPort());
        settings.put("sluice.sink.s3.client.region", "us-east-1");
        for (int i = 0; i < credentials.length; i += 2) {
            settings.put("sluice.sink.elasticsearch." + credentials[i], credentials[i + 1]);
        }
        try (SinkTools tools = SinkTools.open(settings);
                NodeClients nodes = new NodeClients(tools.elasticsearchSettings(), null)) {
            new DocumentPrivileges(nodes, tools.elasticsearchSettings()).require("logs-*", List.of("read"));
        }
    }
}
