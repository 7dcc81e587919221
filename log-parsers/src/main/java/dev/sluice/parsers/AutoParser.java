// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;

/**
 * Finds each line's format by trying: first the format of the line before, since files rarely mix, then the others in their order. The last
 * takes everything.
 */
final class AutoParser implements LineParser {

    private final LineParser[] candidates;
    private int last;

    AutoParser(LineParser... candidates) {
        this.candidates = candidates;
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        int first = last;
        if (candidates[first].parse(line, event)) {
            return true;
        }
        for (int i = 0; i < candidates.length; i++) {
            if (i != first && candidates[i].parse(line, event)) {
                // What takes everything must not be tried first.
                last = i == candidates.length - 1 ? first : i;
                return true;
            }
        }
        return false;
    }
}
