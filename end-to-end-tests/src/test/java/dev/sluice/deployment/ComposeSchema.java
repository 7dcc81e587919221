// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of the Compose Specification: keys that it does not have, that are missing, or of the wrong type. What it says of strings by a
 * {@code format} (durations) is not looked at: JSON Schema knows another form under that name.
 *
 * @see <a href="https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json">compose-spec.json</a>
 */
final class ComposeSchema {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Schema SCHEMA = read();

    private ComposeSchema() {}

    /** @return what is wrong, each with the place; empty if all is well */
    static List<String> problems(ComposeFile file) {
        return SCHEMA.validate(JSON.valueToTree(file.root())).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private static Schema read() {
        try (InputStream file = ComposeSchema.class.getResourceAsStream("compose-spec.json")) {
            ObjectNode schema = (ObjectNode) JSON.readTree(file);
            // A relative name, and one of the draft's that the validator would look for in the net.
            schema.remove(List.of("$id", "$schema"));
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
