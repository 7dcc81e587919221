// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlPlace;
import java.util.List;
import java.util.Map;

/**
 * A format as it was declared.
 *
 * @param ways of taking a line apart, of which the first that fits counts
 * @param constants JSON by field
 * @param absent texts that stand for no value
 * @param comment how lines begin that are left out, or null
 * @param steps what is taken apart further
 * @param otherwise the format of lines that are not of this one, or null
 */
record FormatDefinition(
        String name,
        YamlPlace place,
        String dataset,
        List<String> categories,
        List<String> types,
        List<MatchDeclaration> ways,
        Map<String, FieldDeclaration> fields,
        Map<String, Constant> constants,
        List<String> absent,
        String comment,
        List<Step> steps,
        Reference otherwise,
        FormatUse use,
        Map<String, String> patterns) {

    /** A value that all events of the format have, as JSON. */
    record Constant(YamlPlace place, String json) {}

    /** A format by its name. */
    record Reference(YamlPlace place, String name) {}

    /**
     * A field that is taken apart further, where one of the ways fits.
     *
     * @param format whose ways and fields are taken, or null where there are ways
     * @param keep whether the field is written as well
     */
    record Step(YamlPlace place, String field, List<MatchDeclaration> ways, Reference format, boolean keep) {}
}
