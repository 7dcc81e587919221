// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.Topics;
import picocli.CommandLine.Command;

/** {@code sluice rules history}: which rules were in force, since when, and by whom. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Say each version that the parser's rules had: when it was published, who has written its files, and which"
                    + " lines it added and took away.",
            "Events have their version in sluice.rules.version. The exit code is 1 if the brokers can't be read."
        })
final class RulesHistoryCommand extends VersionsCommand {

    RulesHistoryCommand() {
        super(Topics.RULES, "rules history");
    }
}
