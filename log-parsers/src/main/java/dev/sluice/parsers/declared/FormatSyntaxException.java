// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/** A file of formats can't be used. The message names the file, the line, the column, and the way out. */
public final class FormatSyntaxException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    FormatSyntaxException(String message) {
        super(message);
    }
}
