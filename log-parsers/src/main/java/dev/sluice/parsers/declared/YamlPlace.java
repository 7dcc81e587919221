// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/**
 * Where something stands in a file of formats.
 *
 * @param line from 1
 * @param column from 1
 */
record YamlPlace(String file, int line, int column) {

    /** The place of a character of a text that starts here; exact where the text stands on one line as it is. */
    YamlPlace plus(int characters) {
        return new YamlPlace(file, line, column + characters);
    }

    FormatSyntaxException problem(String what) {
        return new FormatSyntaxException(this + ": " + what);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
