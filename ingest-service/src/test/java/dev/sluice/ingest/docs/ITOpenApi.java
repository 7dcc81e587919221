// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.model.LogFormat;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code docs/openapi.yaml} says is true of the running service. */
class ITOpenApi {

    private static final Path FILE = Path.of("../docs/openapi.yaml");
    private static final JsonMapper JSON = new JsonMapper();

    private static JsonNode api;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() throws IOException {
        api = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE)));
        ingest = RunningIngest.start(SharedStack.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void isServed() throws IOException {
        HttpResponse<String> answer = ingest.get("/api/v1/openapi.yaml");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        assertThat(answer.body()).isEqualTo(Files.readString(FILE));
    }

    @Test
    void everyPathOfTheNativeApiIsDescribedAndNoOther() {
        Set<String> served = ingest.bean(RequestMappingHandlerMapping.class).getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                                .map(RequestMethod::name)
                                .map(method -> method + " " + path)))
                .filter(address -> address.contains(" /api/v1/") && !address.endsWith("/firehose"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> described = new TreeSet<>();
        api.path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/api/"))
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase() + " " + path.getKey())));

        assertThat(described).isEqualTo(served);
    }

    @Test
    void theFormatsAreThose() {
        assertThat(texts(api.at("/components/parameters/format/schema/enum")))
                .containsExactlyInAnyOrderElementsOf(LogFormat.wireNames());
    }

    @Test
    void theProblemsAreThose() {
        assertThat(texts(api.at("/components/schemas/Problem/properties/type/enum")))
                .containsExactly(Arrays.stream(RejectionReason.values())
                        .map(reason -> "urn:sluice:problem:" + reason.wireName())
                        .toArray(String[]::new));
        Set<String> statuses = Arrays.stream(RejectionReason.values())
                .map(reason -> Integer.toString(reason.status()))
                .collect(Collectors.toCollection(TreeSet::new));
        statuses.add("202");
        assertThat(api.at("/paths/~1api~1v1~1logs/post/responses").propertyNames())
                .containsExactlyElementsOf(statuses);
    }

    /** One request for each example of a body, with all parameters and their examples. */
    @TestFactory
    Stream<DynamicTest> everyExampleIsAccepted() {
        return posts().flatMap(path -> operation(path).path("requestBody").path("content").properties().stream()
                .map(body -> DynamicTest.dynamicTest(
                        path + " " + body.getKey(),
                        () -> assertAccepted(
                                path, body.getKey(), body.getValue().path("example")))));
    }

    private void assertAccepted(String path, String type, JsonNode example) {
        String body = example.isString() ? example.asString() : example.toString();
        List<String> query = new ArrayList<>();
        List<String> headers = new ArrayList<>(List.of("Content-Type", type));
        for (JsonNode parameter : parameters(path)) {
            String name = parameter.path("name").asString();
            String value = parameter.path("example").asString();
            if (name.equals("Idempotency-Key")) {
                // Under one key there is one body, and each example is another.
                value += "-" + UUID.randomUUID();
            }
            boolean needsLines = name.matches("X-Sluice-(Stream|Offset|Covers-From)");
            if (parameter.path("in").asString().equals("query")) {
                query.add(name + "=" + value);
            } else if (!(needsLines && type.equals("application/json"))) {
                headers.addAll(List.of(name, value));
            }
        }

        HttpResponse<String> answer =
                ingest.post(path + "?" + String.join("&", query), body, headers.toArray(String[]::new));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertIs(JSON.readTree(answer.body()), "Accepted");
    }

    @TestFactory
    Stream<DynamicTest> aParameterThatIsNotDescribedIsRefusedAsDescribed() {
        return posts().map(path -> DynamicTest.dynamicTest(path, () -> {
            HttpResponse<String> answer = ingest.post(path + "?formt=text", "a\n");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertIs(JSON.readTree(answer.body()), "Problem");
        }));
    }

    /** As far as JSON Schema is used here: names, required ones, kinds and closed lists. */
    private static void assertIs(JsonNode answer, String schemaName) {
        JsonNode schema = api.path("components").path("schemas").path(schemaName);
        assertThat(answer.propertyNames()).isSubsetOf(schema.path("properties").propertyNames());
        assertThat(answer.propertyNames()).containsAll(texts(schema.path("required")));
        answer.properties().forEach(property -> {
            JsonNode expected = schema.path("properties").path(property.getKey());
            assertThat(property.getValue().isIntegralNumber() ? "integer" : "string")
                    .isEqualTo(expected.path("type").asString());
            if (expected.has("enum")) {
                assertThat(texts(expected.path("enum")))
                        .contains(property.getValue().asString());
            }
        });
    }

    private static Stream<String> posts() {
        return api.path("paths").properties().stream()
                .filter(path -> path.getValue().has("post"))
                .map(Map.Entry::getKey);
    }

    private static JsonNode operation(String path) {
        return api.path("paths").path(path).path("post");
    }

    private static List<JsonNode> parameters(String path) {
        List<JsonNode> parameters = new ArrayList<>();
        operation(path)
                .path("parameters")
                .forEach(reference ->
                        parameters.add(api.at(reference.path("$ref").asString().substring(1))));
        return parameters;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString()));
        return texts;
    }
}
