// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.sigma;

import java.util.List;

/** One document of a file of rules. */
public interface RuleDocument {

    /** What of it means something else here than where the form comes from. */
    List<String> changes();

    /** Examples of its own on which it was tried. */
    int examples();
}
