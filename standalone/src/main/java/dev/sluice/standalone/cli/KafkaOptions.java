// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka a command works on: the one of the instance on the data folder unless another is named. */
final class KafkaOptions {

    static final String SERVERS = "bootstrap.servers";

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:SLUICE_KAFKA}",
            description = "The brokers; $SLUICE_KAFKA, or the instance's own unless given.")
    private String servers;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "A properties file for Kafka's clients: security and whatever else the brokers ask for.")
    private Path config;

    InstanceOptions instance() {
        return instance;
    }

    /**
     * Settings for Kafka's clients.
     *
     * @throws dev.sluice.standalone.StandaloneException if nobody answers where the brokers should be
     */
    Map<String, Object> kafka() throws IOException {
        Map<String, Object> kafka = new HashMap<>();
        if (config != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(config)) {
                properties.load(reader);
            }
            properties.forEach((name, value) -> kafka.put(name.toString(), value));
        }
        if (servers != null) {
            kafka.put(SERVERS, servers);
        } else if (!kafka.containsKey(SERVERS)) {
            kafka.put(SERVERS, "127.0.0.1:" + ports().kafka());
        }
        BrokerLookup.require(kafka);
        return kafka;
    }

    private Ports ports() throws IOException {
        return InstanceFile.running(instance.data())
                .orElseThrow(() -> instance.nothingRuns("name brokers with --kafka"))
                .ports();
    }
}
