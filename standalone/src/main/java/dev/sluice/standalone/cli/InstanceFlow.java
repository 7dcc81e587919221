// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.PipelineProbe;
import dev.sluice.operations.flow.PipelineProbe.PipelineServices;
import dev.sluice.standalone.Ports;
import java.net.URI;
import java.util.List;

/** How far an instance's stages are. */
final class InstanceFlow {

    private InstanceFlow() {}

    /** Asks all services at once. */
    static PipelineFlow of(Ports ports) {
        try (PipelineProbe probe = new PipelineProbe(services(ports))) {
            return probe.flow();
        }
    }

    private static PipelineServices services(Ports ports) {
        return new PipelineServices(
                List.of(at(ports.ingestManagement())), List.of(at(ports.parser())), List.of(at(ports.sink())));
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
