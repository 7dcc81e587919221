// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.deadletter.LetterMend;
import dev.sluice.operations.deadletter.TextReplacement;
import dev.sluice.standalone.StandaloneException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What is changed in letters before they are sent again. */
final class LetterMendOptions {

    private static final String ARROW = "=>";

    @Option(
            names = "--replace",
            paramLabel = "TEXT=>TEXT",
            description = "Replace text in the value before it is sent, as often as it is there.")
    private List<String> texts = List.of();

    @Option(
            names = "--replace-pattern",
            paramLabel = "RE2=>TEXT",
            description = "The same by an RE2 pattern; $1 is its first group.")
    private List<String> patterns = List.of();

    @Option(names = "--as-format", paramLabel = "F", description = "Read the lines by this format instead.")
    private String format;

    @Option(
            names = "--as-zone",
            paramLabel = "Z",
            description = "Take times without a zone as of this one, e.g. Europe/Berlin.")
    private String zone;

    @Option(names = "--as-dataset", paramLabel = "D", description = "Put the events into this dataset instead.")
    private String dataset;

    /** @throws StandaloneException if what was asked for cannot be */
    LetterMend mend() {
        try {
            List<TextReplacement> replacements = new ArrayList<>();
            texts.forEach(text -> replacements.add(replacement(text, false)));
            patterns.forEach(text -> replacements.add(replacement(text, true)));
            return new LetterMend(replacements, format, zone, dataset);
        } catch (IllegalArgumentException e) {
            throw new StandaloneException(e.getMessage(), e);
        }
    }

    private static TextReplacement replacement(String text, boolean pattern) {
        int arrow = text.indexOf(ARROW);
        if (arrow < 0) {
            throw new StandaloneException(
                    "a replacement is written as FIND=>TEXT, in quotes for the shell, not '" + text + "'");
        }
        return new TextReplacement(text.substring(0, arrow), text.substring(arrow + ARROW.length()), pattern);
    }
}
