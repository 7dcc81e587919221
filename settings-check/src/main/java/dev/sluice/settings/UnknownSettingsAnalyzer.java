// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which settings are wrong, in place of a stack trace. */
final class UnknownSettingsAnalyzer extends AbstractFailureAnalyzer<UnknownSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnknownSettingsException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Mend or remove it; docs/configuration.md lists all settings.", cause);
    }
}
