// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.sensitive.SensitiveText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** An event for people who may only look: in each of its texts secrets and personal data are hidden. */
final class MaskedEvent {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MaskedEvent() {}

    /** @return what is no JSON as a text */
    static JsonNode of(String json) {
        try {
            return masked(JSON.readTree(json));
        } catch (JacksonException e) {
            return new StringNode(text(json));
        }
    }

    static String text(String text) {
        return text == null ? null : new String(SensitiveText.hide(text.getBytes(UTF_8)), UTF_8);
    }

    private static JsonNode masked(JsonNode node) {
        if (node.isString()) {
            return new StringNode(text(node.asString()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode masked = JSON.createObjectNode();
            object.propertyStream().forEach(member -> masked.set(member.getKey(), masked(member.getValue())));
            return masked;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode masked = JSON.createArrayNode();
            array.valueStream().forEach(each -> masked.add(masked(each)));
            return masked;
        }
        return node;
    }
}
