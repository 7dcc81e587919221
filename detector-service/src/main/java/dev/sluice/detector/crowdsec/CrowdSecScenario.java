// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import dev.sluice.detector.rule.CorrelationRule;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.sigma.RuleDocument;
import java.util.List;

/**
 * A scenario that was taken.
 *
 * @param filter which requests are counted; not told by itself
 * @param bucket how they are counted
 * @param examples of its own, on which the filter was tried
 */
public record CrowdSecScenario(DetectionRule filter, CorrelationRule bucket, List<String> changes, int examples)
        implements RuleDocument {

    public CrowdSecScenario {
        changes = List.copyOf(changes);
    }
}
