// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Every field that any specified line becomes is a field of ECS 9.4 and holds what its type allows, or is one of the short list of our own. The ECS
 * list is made from the npm package {@code @elastic/ecs} and lies beside the JSON parser, which uses it too.
 */
class EcsSchemaTest {

    /** Prefixes of what is not ECS: the names of Elastic's integrations, and ours. */
    private static final Map<String, String> OWN = Map.ofEntries(
            entry("apache.access.user.identity", "keyword"),
            entry("apache.access.request", "keyword"),
            entry("apache.access.extra", "keyword"),
            entry("apache.access.remote_addresses", "keyword"),
            entry("apache.error.module", "keyword"),
            entry("aws.cloudwatch.log_group", "keyword"),
            entry("aws.cloudwatch.log_stream", "keyword"),
            entry("aws.cloudwatch.event_id", "keyword"),
            entry("cisco.ios.message_count", "long"),
            entry("cisco.ios.node", "keyword"),
            entry("log.offset", "long"),
            // OpenTelemetry's log.iostream, and Filebeat's log.flags.
            entry("log.iostream", "keyword"),
            entry("log.flags", "keyword"),
            entry("sluice.moved", "keyword"),
            entry("sluice.rules.version", "keyword"));

    private static final List<String> FREE = List.of(
            "fields.", "labels.", "log.syslog.structured_data.", "aws.cloudwatch.extracted_fields.", "log.attrs.");

    private final Map<String, String> types = new HashMap<>(OWN);

    EcsSchemaTest() throws IOException {
        try (InputStream resource = ChunkParser.class.getResourceAsStream("json/ecs-fields.tsv")) {
            new String(resource.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(field -> types.put(field[0], field[1]));
        }
        assertThat(types).hasSizeGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"apache_common", "apache_combined", "apache_error", "syslog", "json", "text", "auto"})
    void everyFieldIsInTheSchema(String format) {
        List<String> wrong = new ArrayList<>();
        for (Specification specified : Specification.of(format)) {
            for (Parsed.Event event : Parsed.of(Parsed.settings(), Parsed.headers(format), specified.line())
                    .events()) {
                check("", event.json(), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void check(String prefix, JsonNode object, List<String> wrong) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String path = prefix + member.getKey();
            String type = types.get(path);
            JsonNode value = member.getValue();
            if (FREE.stream().anyMatch(free -> (path + '.').startsWith(free))) {
                continue;
            }
            if (type == null && value.isObject()) {
                check(path + ".", value, wrong);
            } else if (type == null || !fits(type, value)) {
                wrong.add(path + " is " + value + " and should be " + type);
            }
        }
    }

    private static boolean fits(String type, JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().allMatch(element -> fits(type, element));
        }
        return switch (type) {
            case "keyword", "constant_keyword", "wildcard", "match_only_text" -> value.isString();
            case "long", "integer" -> value.isIntegralNumber() && value.canConvertToLong();
            case "float", "double", "scaled_float" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "date" -> isDate(value.asString());
            case "ip" -> value.isString() && value.asString().matches("[0-9a-fA-F:.]+");
            default -> value.isObject();
        };
    }

    private static boolean isDate(String text) {
        try {
            OffsetDateTime.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
