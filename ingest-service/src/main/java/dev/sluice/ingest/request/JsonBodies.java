// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies that are JSON as they come in, token by token; says where they are broken, but not with which words. */
public final class JsonBodies {

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonBodies() {}

    /**
     * @throws RequestRejectedException ({@link RejectionReason#BROKEN_BODY}) if the body is not JSON
     * @throws UncheckedIOException what {@code body} throws
     */
    public static <T> T read(InputStream body, Function<JsonParser, T> reading) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            return reading.apply(json);
        } catch (JacksonIOException e) {
            throw new UncheckedIOException(e.getCause());
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw broken("it is not JSON" + where);
        }
    }

    /**
     * The whole body as a tree.
     *
     * @throws RequestRejectedException ({@link RejectionReason#BROKEN_BODY}) if it is not a JSON object
     */
    public static ObjectNode readTree(byte[] body, JsonMapper mapper) {
        JsonNode tree = read(new ByteArrayInputStream(body), mapper::readTree);
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw broken("it is not an object");
    }

    /** Refuses unless the parser stands at a token of that kind. */
    public static void expect(JsonParser json, JsonToken kind, String what) {
        if (json.currentToken() != kind) {
            throw broken(what);
        }
    }

    /** A rejection of the body, with the reason why. */
    public static RequestRejectedException broken(String why) {
        return new RequestRejectedException(
                RejectionReason.BROKEN_BODY,
                "the body is not what this protocol says: " + why + "; nothing of it was accepted");
    }
}
