// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The schema of a result's file. */
public final class ResultSchema {

    private ResultSchema() {}

    /** What does not fit it. */
    public static List<String> errors(String json) throws IOException {
        try (InputStream schema = BenchResult.class.getResourceAsStream("bench-result.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(schema.readAllBytes(), UTF_8), InputFormat.JSON)
                    .validate(json, InputFormat.JSON)
                    .stream()
                    .map(Object::toString)
                    .toList();
        }
    }
}
