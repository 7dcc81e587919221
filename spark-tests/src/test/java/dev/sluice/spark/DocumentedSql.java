// SPDX-License-Identifier: Apache-2.0
package dev.sluice.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The statements that {@code docs/lake.md} has for Spark, in their order. */
final class DocumentedSql {

    private static final Pattern BLOCK = Pattern.compile("```sql spark\n(.*?)```", Pattern.DOTALL);

    private DocumentedSql() {}

    /** @param lake the folder that takes the place of {@code LAKE} */
    static List<String> statements(Path lake) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("../docs/lake.md")))
                .results()
                .flatMap(block -> Arrays.stream(block.group(1).split(";")))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .map(statement -> statement.replace("LAKE", lake.toString()))
                .toList();
    }
}
