// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import dev.sluice.benchmarks.pipeline.machine.MeasuredProcess;
import dev.sluice.benchmarks.pipeline.run.BenchBroker;
import dev.sluice.benchmarks.pipeline.run.JavaCommand;
import dev.sluice.benchmarks.pipeline.run.LoopbackPorts;
import dev.sluice.benchmarks.pipeline.run.Part;
import dev.sluice.ingest.IngestService;
import dev.sluice.model.Topics;
import dev.sluice.parser.ParserService;
import dev.sluice.tail.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sluice's programs as processes, with the options that their images have. */
final class SluiceParts {

    private static final String HEAP = "-Xmx512m";

    /** For made-up lines on loopback: a secret that everybody knows. */
    private static final String ID_SECRET = "--sluice.parser.id-secret=AAAAAAAAAAAAAAAAAAAAAA";

    private final SourceTree tree;
    private final Path folder;
    private final BenchBroker broker;

    SluiceParts(SourceTree tree, Path folder, BenchBroker broker) {
        this.tree = tree;
        this.folder = folder;
        this.broker = broker;
    }

    /** The topics as the services would make them, but with as many partitions as the run has. */
    void createTopics() {
        broker.createTopics(Map.of("max.message.bytes", Integer.toString(8 << 20)), Topics.RAW, Topics.PARSED);
    }

    Part ingest(int port, String... settings) {
        return service("ingest-service", "ingest", IngestService.class, port, settings);
    }

    Part parser() {
        return service("parser-service", "parser", ParserService.class, LoopbackPorts.next(), ID_SECRET);
    }

    /**
     * The agent, following all {@code .log} files of a folder.
     *
     * @param compression {@code lz4}, {@code gzip} or {@code none}
     */
    Part agent(Path watched, String format, int ingestPort, String compression) {
        Path configuration = folder.resolve("agent.yaml");
        try {
            Files.writeString(
                    configuration, """
                    server:
                      url: http://127.0.0.1:%d
                      compression: %s
                    agent:
                      data: %s
                      operations: none
                    inputs:
                    - name: bench
                      paths: ['%s/*.log']
                      format: %s
                    """.formatted(ingestPort, compression, folder.resolve("agent"), watched, format));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Part.of(process(
                "agent", JavaCommand.of(Main.class, tree.jvmOptions("tail-agent"), List.of(configuration.toString()))));
    }

    private Part service(String image, String name, Class<?> main, int port, String... settings) {
        List<String> options = new ArrayList<>(tree.jvmOptions(image));
        options.add(HEAP);
        int management = LoopbackPorts.next();
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--management.server.port=" + management,
                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                "--sluice.topics.raw.partitions=" + broker.partitions()));
        arguments.addAll(List.of(settings));
        return Part.withHealth(
                process(name, JavaCommand.of(main, options, arguments)),
                URI.create("http://127.0.0.1:" + management + "/actuator/health/readiness"));
    }

    private MeasuredProcess process(String name, List<String> command) {
        return new MeasuredProcess(name, command, Map.of(), folder.resolve(name + ".log"));
    }
}
