// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** A rule that can't be taken. The message says why, and where. */
public final class SigmaException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param where it is wrong; null for the whole file */
    public SigmaException(Node where, String message) {
        super(place(where == null ? null : where.getStartMark()) + message);
    }

    SigmaException(Mark where, String message) {
        super(place(where) + message);
    }

    private static String place(Mark mark) {
        return mark == null ? "" : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
    }
}
