// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.yaml;

/**
 * Where something stands in a file of formats or rules.
 *
 * @param line from 1
 * @param column from 1
 */
public record YamlPlace(String file, int line, int column) {

    /** The place of a character of a text that starts here; exact where the text stands on one line as it is. */
    public YamlPlace plus(int characters) {
        return new YamlPlace(file, line, column + characters);
    }

    public FileSyntaxException problem(String what) {
        return new FileSyntaxException(this + ": " + what);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
