// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlPlace;
import java.time.ZoneId;
import java.util.List;

/**
 * What a format says of one of its fields.
 *
 * @param type or null where it follows from ECS
 * @param times patterns of {@link FieldType#TIME}, of which the first that fits counts
 * @param zone of times that name none, or null for that of the source
 * @param unit of {@link FieldType#DURATION} in nanoseconds
 * @param plusIsBlank whether a plus stands for a blank, as in URLs
 * @param strict whether a line whose value does not fit is not of the format, rather than an event with the value moved
 */
record FieldDeclaration(
        String name,
        YamlPlace place,
        FieldType type,
        List<String> times,
        ZoneId zone,
        long unit,
        boolean plusIsBlank,
        boolean strict) {

    FieldDeclaration {
        times = List.copyOf(times);
    }

    static FieldDeclaration of(String name, YamlPlace place, FieldType type) {
        return new FieldDeclaration(name, place, type, List.of(), null, 1, false, false);
    }

    FieldDeclaration withType(FieldType newType) {
        return new FieldDeclaration(name, place, newType, times, zone, unit, plusIsBlank, strict);
    }
}
