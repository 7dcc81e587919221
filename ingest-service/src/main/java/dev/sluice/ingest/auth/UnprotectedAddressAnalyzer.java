// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in a sentence what to do, in place of a stack trace. Found by Spring Boot through {@code spring.factories}. */
final class UnprotectedAddressAnalyzer extends AbstractFailureAnalyzer<UnprotectedAddressException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnprotectedAddressException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Name a file of tokens in sluice.ingest.tokens-file (./sluice token new NAME makes one), or set"
                        + " server.address=127.0.0.1 (and management.server.address likewise), or set"
                        + " sluice.ingest.auth=none if anybody may send.",
                cause);
    }
}
