// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import dev.sluice.console.flow.FlowSnapshot.StageFlow;
import dev.sluice.operations.flow.ComponentStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The part at which things wait: one that is down, else one that is not well, else the stage whose oldest event is the oldest of those that are late.
 *
 * @param part {@code ingest}, {@code parser} or {@code sink}; or the stage {@code elasticsearch} or {@code s3}
 * @param why for people
 */
record HoldUp(String part, String why) {

    private static final String LAKE = "s3";

    /** @return null if nothing is late */
    static HoldUp of(List<ComponentStatus> parts, List<StageFlow> stages, FlowSettings settings) {
        for (String word : List.of(ComponentStatus.DOWN, ComponentStatus.DEGRADED)) {
            for (ComponentStatus part : parts) {
                if (part.status().equals(word)) {
                    return new HoldUp(part.name(), part.name() + " is " + word + ": " + part.why());
                }
            }
        }
        return stages.stream()
                .filter(stage -> stage.oldest() > patience(stage, settings).toSeconds())
                .max(Comparator.comparingDouble(StageFlow::oldest))
                .map(stage -> new HoldUp(stage.name(), late(stage)))
                .orElse(null);
    }

    private static String late(StageFlow stage) {
        return String.format(
                Locale.ROOT,
                "%s is behind: %,d records wait, the oldest for %,.0f s",
                stage.name(),
                stage.lag(),
                stage.oldest());
    }

    private static Duration patience(StageFlow stage, FlowSettings settings) {
        return stage.name().equals(LAKE) ? settings.lakeLateAfter() : settings.lateAfter();
    }
}
