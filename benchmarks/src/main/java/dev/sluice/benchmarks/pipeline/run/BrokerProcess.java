// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** A broker in a process of its own, which ends with its parent. Arguments: folder, port. */
public final class BrokerProcess {

    private BrokerProcess() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedKafkaSettings settings = EmbeddedKafkaSettings.onPort(Integer.parseInt(arguments[1]));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(arguments[0]), settings);
                InputStream parent = System.in) {
            System.out.println("ready at " + kafka.bootstrapServers());
            // Ends when the parent, which holds the other end, is gone.
            parent.transferTo(OutputStream.nullOutputStream());
        }
    }
}
