// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

/** An expression that can't be taken. The message says why, and in which column. */
final class ScenarioException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ScenarioException(String message) {
        super(message);
    }
}
