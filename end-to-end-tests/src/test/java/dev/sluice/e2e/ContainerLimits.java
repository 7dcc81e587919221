// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What a service of {@code docker-compose.yml} may use.
 *
 * @param memory bytes
 * @param options of its Java, with which it takes that much for the memory of the machine
 */
record ContainerLimits(long memory, List<String> options) {

    private static final Path ROOT = Path.of("..");

    /** @param folder of {@code docker} that holds the options of its image */
    static ContainerLimits of(String service, String folder) throws IOException {
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(ROOT.resolve("docker-compose.yml")));
        Map<?, ?> limits = (Map<?, ?>) ((Map<?, ?>) root.get("services")).get(service);
        String memory = (String) limits.get("mem_limit");
        if (!memory.endsWith("m")) {
            throw new IllegalArgumentException("mem_limit of " + service + ": " + memory);
        }
        long bytes = Long.parseLong(memory.substring(0, memory.length() - 1)) << 20;
        List<String> options = new ArrayList<>(List.of(
                // What all processes of tests begin with, taken back.
                "-XX:-UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                "-XX:MaxRAM=" + bytes,
                "-XX:ActiveProcessorCount=" + ((Number) limits.get("cpus")).intValue()));
        for (String option : Files.readAllLines(ROOT.resolve("docker/" + folder + "/java.options"))) {
            if (option.startsWith("-X")) {
                options.add(option);
            }
        }
        return new ContainerLimits(bytes, options);
    }
}
