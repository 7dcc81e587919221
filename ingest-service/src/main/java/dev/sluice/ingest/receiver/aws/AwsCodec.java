// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.request.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The two forms of the same requests and answers. Java's SDKs speak CBOR to Kinesis unless they are told not to. */
enum AwsCodec {
    JSON(new JsonMapper(), "application/x-amz-json-1.1") {
        /** Seconds. */
        @Override
        Object time(Instant instant) {
            return instant.getEpochSecond();
        }
    },
    CBOR(new CBORMapper(), "application/x-amz-cbor-1.1") {
        /** Milliseconds. */
        @Override
        Object time(Instant instant) {
            return instant.toEpochMilli();
        }
    };

    private final ObjectMapper mapper;
    private final MediaType type;

    AwsCodec(ObjectMapper mapper, String type) {
        this.mapper = mapper;
        this.type = MediaType.parseMediaType(type);
    }

    /** The form of the request, and so of its answer; JSON if it says nothing that is known. */
    static AwsCodec of(HttpServletRequest request) {
        String said = request.getContentType();
        return said != null && said.toLowerCase(Locale.ROOT).contains("cbor") ? CBOR : JSON;
    }

    MediaType type() {
        return type;
    }

    abstract Object time(Instant instant);

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if it is not an object of this form */
    ObjectNode read(byte[] body) {
        JsonNode tree;
        try {
            tree = mapper.readTree(body);
        } catch (JacksonException e) {
            throw JsonBodies.broken("it is not " + name());
        }
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw JsonBodies.broken("it is not an object");
    }

    byte[] write(Map<String, ?> answer) {
        return mapper.writeValueAsBytes(answer);
    }
}
