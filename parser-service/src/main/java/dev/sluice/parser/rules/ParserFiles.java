// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.operations.rules.RuleFiles;
import dev.sluice.parsers.declared.DeclaredFormats;
import dev.sluice.parsers.rules.RuleSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that become versions together, since rules name formats. */
public record ParserFiles(List<Path> rules, List<Path> formats) implements RuleFiles {

    public ParserFiles {
        rules = List.copyOf(rules);
        formats = List.copyOf(formats);
    }

    @Override
    public List<Path> paths() {
        return Stream.concat(rules.stream(), formats.stream()).toList();
    }

    @Override
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>(RuleSet.texts(rules));
        texts.putAll(DeclaredFormats.texts(formats));
        return texts;
    }

    /** What a version says, by the names of its files. */
    record Texts(Map<String, String> rules, Map<String, String> formats) {

        /** @throws IllegalArgumentException if one can't be read as YAML; the message names its place */
        static Texts of(Map<String, String> files) {
            Texts texts = new Texts(new LinkedHashMap<>(), new LinkedHashMap<>());
            files.forEach(
                    (file, text) -> (DeclaredFormats.areIn(file, text) ? texts.formats : texts.rules).put(file, text));
            return texts;
        }
    }
}
