// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.sink.SinkTools;
import dev.sluice.standalone.InstanceFile;
import dev.sluice.standalone.StandaloneException;
import dev.sluice.standalone.ToolSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which stores a command works on: those of the instance that runs on the data folder; where none does, those that the sink service would use, from
 * its environment variables.
 */
final class StoreOptions {

    @Mixin
    private InstanceOptions instance;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A property of the sink service, e.g. sluice.sink.s3.bucket=logs; may be repeated.")
    private Map<String, String> properties = new HashMap<>();

    SinkTools tools() throws IOException {
        return tools(instance, properties);
    }

    /** The same for what needs Kafka besides. */
    SinkTools toolsWithBrokers() throws IOException {
        SinkTools tools = tools();
        try {
            BrokerLookup.require(tools.kafka());
            return tools;
        } catch (RuntimeException e) {
            tools.close();
            throw e;
        }
    }

    /** The same for a command that names its instance otherwise. */
    static SinkTools tools(InstanceOptions instance, Map<String, String> properties) throws IOException {
        Map<String, String> settings = new HashMap<>();
        if (InstanceFile.running(instance.data()).isPresent()) {
            settings.putAll(ToolSettings.read(instance.data()));
        } else if (properties.isEmpty() && System.getenv().keySet().stream().noneMatch(StoreOptions::isOfSink)) {
            throw instance.nothingRuns("name stores with --set or SLUICE_SINK_… variables");
        }
        settings.putAll(properties);
        try {
            return SinkTools.open(settings);
        } catch (ConfigurationPropertiesBindException e) {
            throw new StandaloneException(WrongSetting.sentence(e), e);
        }
    }

    private static boolean isOfSink(String variable) {
        return variable.startsWith("SLUICE_SINK_");
    }
}
