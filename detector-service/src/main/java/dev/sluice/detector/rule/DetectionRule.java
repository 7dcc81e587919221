// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.rule;

import java.util.List;
import java.util.Objects;

/**
 * A rule over single events.
 *
 * @param origin where it comes from and what must be shown with each alert
 */
public record DetectionRule(
        String id, String version, String title, Level level, Origin origin, EventCondition condition) {

    public DetectionRule {
        Objects.requireNonNull(id);
        Objects.requireNonNull(condition);
    }

    /** How bad a hit is, as Sigma names it. */
    public enum Level {
        INFORMATIONAL(1),
        LOW(21),
        MEDIUM(47),
        HIGH(73),
        CRITICAL(99);

        private final int severity;

        Level(int severity) {
            this.severity = severity;
        }

        /** ECS {@code event.severity}: the scale of Elastic's detection rules, 1 to 100. */
        public int severity() {
            return severity;
        }
    }

    /** @param techniques ids of MITRE ATT&amp;CK, such as {@code T1190} */
    public record Origin(String author, String licence, List<String> references, List<String> techniques) {

        public static final Origin BUILT_IN = new Origin("Sluice", "Apache-2.0", List.of(), List.of());

        public Origin {
            references = List.copyOf(references);
            techniques = List.copyOf(techniques);
        }
    }
}
