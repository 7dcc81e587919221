// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.Topics;
import picocli.CommandLine.Command;

/** {@code sluice detect history}: by which rules was looked at events, since when, and by whom they are. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = {
            "Say each version that the detector's rules had: when it was published, who has written its files, and"
                    + " which lines it added and took away.",
            "Alerts have the version of their one rule in rule.version. The exit code is 1 if the brokers can't be"
                    + " read."
        })
final class DetectHistoryCommand extends VersionsCommand {

    DetectHistoryCommand() {
        super(Topics.DETECTIONS, "detect history");
    }
}
