// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlPlace;
import java.util.List;
import java.util.Map;

/** A way to take a line apart, as it was declared. */
sealed interface MatchDeclaration {

    YamlPlace place();

    /** @param appendSeparator between parts that are put together, or null for what stands between them in the line */
    record Dissect(YamlPlace place, String pattern, String appendSeparator) implements MatchDeclaration {}

    /** @param grok whether {@code %{NAME:field}} stands for a pattern of that name */
    record Expression(YamlPlace place, String pattern, boolean grok) implements MatchDeclaration {}

    /** @param names fields by the name of the pair; other pairs keep their names, below {@code fields} */
    record Logfmt(YamlPlace place, Map<String, String> names, List<String> required) implements MatchDeclaration {

        public Logfmt {
            names = Map.copyOf(names);
            required = List.copyOf(required);
        }
    }

    /**
     * @param columns fields in the order of the columns; one that is empty is passed over, one that begins with {@code +} is put behind the column of
     *     that name
     * @param header a line that is left out, or null
     * @param required columns that a line has at least
     */
    record Csv(YamlPlace place, List<String> columns, char separator, char quote, String header, int required)
            implements MatchDeclaration {

        public Csv {
            columns = List.copyOf(columns);
        }
    }
}
