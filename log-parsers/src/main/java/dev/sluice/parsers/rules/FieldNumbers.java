// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import java.util.ArrayList;
import java.util.List;

/** The fields that rules read, numbered for the index. */
final class FieldNumbers {

    private final List<String> paths = new ArrayList<>();

    int of(FieldPath path) {
        if (!paths.contains(path.text())) {
            paths.add(path.text());
        }
        return paths.indexOf(path.text());
    }

    String path(int field) {
        return paths.get(field);
    }

    List<String> paths() {
        return List.copyOf(paths);
    }
}
