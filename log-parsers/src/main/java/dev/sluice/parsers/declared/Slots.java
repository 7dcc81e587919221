// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.yaml.YamlPlace;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Numbers the fields of a format while it is compiled. */
final class Slots {

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, YamlPlace> places = new LinkedHashMap<>();
    private final FormatLimits limits;
    private final Set<String> used = new HashSet<>();
    private int count;

    Slots(FormatLimits limits) {
        this.limits = limits;
    }

    FormatLimits limits() {
        return limits;
    }

    /** The number of a field; the same for the same name. */
    int of(String field, YamlPlace place) {
        used.add(field);
        Integer known = numbers.get(field);
        if (known != null) {
            return known;
        }
        places.put(field, place);
        numbers.put(field, hidden(place));
        return count - 1;
    }

    /** The number of a part of a field. */
    int hidden(YamlPlace place) {
        if (count == limits.maxCaptures()) {
            throw place.problem("the format has more than " + limits.maxCaptures()
                    + " fields: raise sluice.parser.format-limits.max-captures, or declare two formats");
        }
        return count++;
    }

    /** From now on fields count as unused. */
    void forgetUse() {
        used.clear();
    }

    boolean isUsed(String field) {
        return used.contains(field);
    }

    boolean has(String field) {
        return numbers.containsKey(field);
    }

    Map<String, Integer> numbers() {
        return numbers;
    }

    YamlPlace place(String field) {
        return places.get(field);
    }

    int count() {
        return count;
    }
}
