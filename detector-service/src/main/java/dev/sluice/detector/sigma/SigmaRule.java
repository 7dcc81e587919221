// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import java.util.List;

/** One document of a Sigma file. */
public sealed interface SigmaRule permits SigmaReader.Taken, SigmaCorrelation {

    /** What of it means something else here than in the specification. */
    List<String> changes();
}
