// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.PipelineProbe;
import dev.sluice.operations.flow.PipelineProbe.PipelineServices;
import dev.sluice.standalone.IngestViewToken;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** How far an instance's stages are. */
final class InstanceFlow {

    private InstanceFlow() {}

    /**
     * Asks all services at once.
     *
     * @param data folder of the instance
     */
    static PipelineFlow of(Path data, Ports ports) throws IOException {
        String token = IngestViewToken.read(data).orElse(null);
        try (PipelineProbe probe = new PipelineProbe(services(ports, token))) {
            return probe.flow();
        }
    }

    private static PipelineServices services(Ports ports, String ingestToken) {
        return new PipelineServices(
                List.of(at(ports.ingestManagement())),
                List.of(at(ports.parser())),
                List.of(at(ports.sink())),
                ingestToken);
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
