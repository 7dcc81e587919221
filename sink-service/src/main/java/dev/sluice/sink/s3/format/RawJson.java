// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** JSON that is passed on byte for byte: a number that is read and written anew may be another one. */
final class RawJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RawJson() {}

    /** A value that is written as it is here. */
    static JsonNode value(byte[] json) {
        return JSON.getNodeFactory().rawValueNode(new RawValue(new String(json, UTF_8)));
    }

    /**
     * Adds the members of an object. Objects and strings of which callers look something up are nodes like any other; whatever else is passed
     * on as it is written.
     *
     * @param parsed names of members that are read
     */
    static void addMembers(ObjectNode target, byte[] json, Set<String> parsed) {
        try (JsonParser parser = JSON.tokenStreamFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                parser.finishToken();
                int end = Math.toIntExact(parser.currentLocation().getByteOffset());
                byte[] value = Arrays.copyOfRange(json, start, end);
                target.set(name, parsed.contains(name) ? JSON.readTree(value) : value(value));
            }
        }
    }
}
