// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import dev.sluice.operations.flow.PipelineProbe.PipelineServices;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is asked for the flow, and how often.
 *
 * @param ingest where ingest has its health and metrics; behind a name with several addresses, each is asked
 * @param ingestToken its sluice.ingest.view-token, or one of its tokens with the roles metrics and view, if it asks for one
 * @param parsers the same of the parser
 * @param sinks the same of the sinks: one for both stores, or one for each
 * @param interval how often they are asked while somebody looks
 * @param idleInterval how often while nobody does
 * @param lateAfter age of the oldest event from which a stage is said to hold others up
 * @param lakeLateAfter the same for the lake, whose files stay open for sluice.sink.s3.file.max-age
 * @param maxViewers pages that are kept up to date at once
 */
@ConfigurationProperties("sluice.console.flow")
public record FlowSettings(
        @DefaultValue("http://127.0.0.1:8090") List<URI> ingest,
        String ingestToken,
        @DefaultValue("http://127.0.0.1:8081") List<URI> parsers,
        @DefaultValue("http://127.0.0.1:8082") List<URI> sinks,
        @DefaultValue("2s") Duration interval,
        @DefaultValue("10s") Duration idleInterval,
        @DefaultValue("10s") Duration lateAfter,
        @DefaultValue("10m") Duration lakeLateAfter,
        @DefaultValue("50") int maxViewers) {

    public FlowSettings {
        requirePositive("interval", interval);
        requirePositive("idle-interval", idleInterval);
        requirePositive("late-after", lateAfter);
        requirePositive("lake-late-after", lakeLateAfter);
        if (maxViewers < 1) {
            throw new IllegalArgumentException("sluice.console.flow.max-viewers must be at least 1, was " + maxViewers);
        }
    }

    PipelineServices services() {
        return new PipelineServices(ingest, parsers, sinks, ingestToken);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "FlowSettings[ingest=" + ingest + ", parsers=" + parsers + ", sinks=" + sinks + "]";
    }

    private static void requirePositive(String name, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("sluice.console.flow." + name + " must be positive, was " + time);
        }
    }
}
