// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.lines.LineEncoding;
import dev.sluice.tail.lines.LineRules;
import dev.sluice.tail.lines.Multiline;
import dev.sluice.tail.lines.Unwrapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Inputs of plain text, as tests of the agent's decisions follow them. */
final class TextInput {

    /** After which an open event, and an open line, are taken for whole. */
    static final Duration IDLE = Duration.ofSeconds(3);

    private static final int MAX_LINE = 1000;

    private TextInput() {}

    /** Of the name {@code app}. */
    static InputSettings of(Multiline multiline) {
        return of("app", List.of("/*"), List.of(), multiline);
    }

    static InputSettings of(String name, List<String> paths, List<String> exclude, Multiline multiline) {
        return new InputSettings(
                name,
                paths,
                exclude,
                "text",
                null,
                null,
                Map.of(),
                false,
                new LineRules(Unwrapping.NONE, multiline, MAX_LINE, LineEncoding.UTF_8),
                IDLE,
                IDLE,
                false);
    }
}
