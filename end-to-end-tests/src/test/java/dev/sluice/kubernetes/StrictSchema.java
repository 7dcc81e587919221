// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.kubernetes.client.openapi.JSON;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Says what is wrong with a manifest's form: fields that its kind does not have, that are missing, or of the wrong type, at any depth.
 *
 * <p>Kubernetes' own kinds are loaded into the classes of its Java client. Those of operators are held against the schemas in
 * {@code custom-resources.yaml}, which know the fields that we use and no others; Strimzi's, besides, are loaded into Strimzi's own classes.
 */
final class StrictSchema {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private static final Map<String, Class<?>> STRIMZI = Map.of(
            "Kafka",
            Kafka.class,
            "KafkaNodePool",
            KafkaNodePool.class,
            "KafkaTopic",
            KafkaTopic.class,
            "KafkaUser",
            KafkaUser.class);

    /** Strimzi's classes keep what they don't know, and an operator only warns of it. Without that they are strict. */
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            })
            .build();

    private static final JsonNode CUSTOM = Yaml.read(resource());

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private StrictSchema() {}

    /** What is wrong; nothing if all is right. */
    static List<String> problems(Manifest manifest) {
        JsonNode custom = CUSTOM.path(manifest.apiVersion() + " " + manifest.kind());
        if (custom.isMissingNode()) {
            return builtIn(manifest).stream().toList();
        }
        Schema schema = SCHEMAS.getSchema(custom);
        return Stream.concat(
                        schema.validate(manifest.tree()).stream().map(Object::toString), strimzi(manifest).stream())
                .toList();
    }

    private static Optional<String> builtIn(Manifest manifest) {
        Optional<Class<?>> model = model(manifest);
        if (model.isEmpty()) {
            return Optional.of("no schema for " + manifest.apiVersion() + " " + manifest.kind());
        }
        JsonElement json = JsonParser.parseString(manifest.tree().toString());
        try {
            model.get().getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
            JSON.getGson().fromJson(json, model.get());
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The class of {@code apps/v1 Deployment} is {@code V1Deployment}. */
    private static Optional<Class<?>> model(Manifest manifest) {
        String version = manifest.apiVersion().substring(manifest.apiVersion().indexOf('/') + 1);
        try {
            return Optional.of(Class.forName(MODELS + version.toUpperCase() + manifest.kind()));
        } catch (ClassNotFoundException ignored) {
            return Optional.empty();
        }
    }

    private static Optional<String> strimzi(Manifest manifest) {
        Class<?> model = STRIMZI.get(manifest.kind());
        if (model == null) {
            return Optional.empty();
        }
        try {
            STRICT.readValue(manifest.tree().toString(), model);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static String resource() {
        try (var in = StrictSchema.class.getResourceAsStream("custom-resources.yaml")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
