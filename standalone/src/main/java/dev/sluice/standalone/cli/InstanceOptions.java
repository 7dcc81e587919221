// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.Ports;
import dev.sluice.standalone.StandaloneException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which instance a command is about: the options that {@code up}, {@code down} and {@code status} share. */
final class InstanceOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:SLUICE_DATA:-data}",
            description = "Folder that keeps everything; $SLUICE_DATA, or ./data unless given.")
    private Path data;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            defaultValue = "${env:SLUICE_PORT_OFFSET:-0}",
            description = "Moves all ports by N; $SLUICE_PORT_OFFSET, or 0 unless given.")
    private int portOffset;

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    Ports ports() {
        return Ports.at(portOffset);
    }

    /** @param otherwise what else can be done */
    StandaloneException nothingRuns(String otherwise) {
        return new StandaloneException("nothing runs on " + data()
                + "; start it with ./sluice up, name its folder with --data, or " + otherwise);
    }
}
