// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The table of settings in the tail-agent's README, which a test over there compares with what the agent takes. */
final class AgentSettings {

    private static final String HEAD = "| setting | default | |";

    private AgentSettings() {}

    /** The table's rows, with a column for the environment variable. */
    static List<String> rows(Path readme) throws IOException {
        return Files.readAllLines(readme).stream()
                .dropWhile(line -> !line.equals(HEAD))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(AgentSettings::row)
                .toList();
    }

    private static String row(String line) {
        String[] cells = line.split("\\|", 4);
        String setting = cells[1].strip().replace("`", "");
        String variable = setting.startsWith("inputs[]")
                ? ""
                : "`SLUICE_TAIL_" + setting.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT) + '`';
        return "| `" + setting + "`<br>" + variable + " |" + cells[2] + '|' + cells[3];
    }
}
