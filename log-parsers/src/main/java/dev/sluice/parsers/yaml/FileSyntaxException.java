// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.yaml;

/** A file of formats or rules can't be used. The message names the file, the line, the column, and the way out. */
public final class FileSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    FileSyntaxException(String message) {
        super(message);
    }
}
