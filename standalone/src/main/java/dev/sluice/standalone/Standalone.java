// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.EmbeddedStackException;
import dev.sluice.embedded.EmbeddedStackSettings;
import dev.sluice.settings.SettingsCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.core.env.StandardEnvironment;

/** One running instance: the stores and, on them, the services. */
public final class Standalone implements AutoCloseable {

    private final Path data;
    private final EmbeddedStack stack;
    private final EmbeddedServices services;

    private Standalone(Path data, EmbeddedStack stack, EmbeddedServices services) {
        this.data = data;
        this.stack = stack;
        this.services = services;
    }

    /**
     * Starts everything and returns when all of it answers.
     *
     * @throws StandaloneException if another instance runs on the data folder, or a port is in use
     * @throws IllegalArgumentException if the environment has a setting that no service has
     */
    public static Standalone start(StandaloneSettings settings) throws IOException {
        Path data = settings.data();
        Ports ports = settings.ports();
        InstanceFile.running(data).ifPresent(other -> {
            throw new StandaloneException("Sluice runs already on " + data + " as process " + other.pid()
                    + "; stop it with ./sluice down, or name another folder with --data");
        });
        // Before anything is started: half a minute is too long to wait for such an answer. The stores look at theirs
        // in the same way.
        SettingsCheck.check(new StandardEnvironment());
        requireFree("ingest", ports.ingest());
        requireFree("ingest-admin", ports.ingestManagement());
        requireFree("parser", ports.parser());
        requireFree("sink", ports.sink());
        long start = System.nanoTime();
        InstanceFile instance = InstanceFile.ofThisProcess(ports);
        EmbeddedStack stack = EmbeddedStack.start(stackSettings(settings));
        try {
            instance.write(data);
            ToolSettings.write(data, toolSettings(stack, settings));
            EmbeddedServices services = EmbeddedServices.start(stack, settings);
            instance.readyAfter((System.nanoTime() - start) / 1_000_000).write(data);
            return new Standalone(data, stack, services);
        } catch (RuntimeException | IOException e) {
            stack.close();
            InstanceFile.delete(data);
            throw e;
        }
    }

    private static Map<String, String> toolSettings(EmbeddedStack stack, StandaloneSettings settings) {
        Map<String, String> tools = new HashMap<>(EmbeddedServices.sink(stack, settings.data()));
        settings.services().forEach((name, value) -> {
            if (name.startsWith("sluice.sink.")) {
                tools.put(name, value);
            }
        });
        return tools;
    }

    /** Completes, with a sentence that says which and why, when a store failed that nobody stopped. */
    public CompletableFuture<EmbeddedStackException> onFailure() {
        return stack.onFailure();
    }

    private static void requireFree(String name, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As the services do it: a port on which only closed connections linger is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new StandaloneException(
                    "port " + port + " for " + name + " is in use; choose others with --port-offset N", e);
        }
    }

    private static EmbeddedStackSettings stackSettings(StandaloneSettings settings) {
        Ports ports = settings.ports();
        EmbeddedKafkaSettings kafka = EmbeddedKafkaSettings.onPort(ports.kafka());
        for (Map.Entry<String, String> property : settings.broker().entrySet()) {
            kafka = kafka.withBrokerProperty(property.getKey(), property.getValue());
        }
        return EmbeddedStackSettings.onPorts(settings.data(), ports.kafka(), ports.elasticsearch(), ports.s3())
                .withKafka(kafka);
    }

    /** Stops ingest, parser, sinks and stores, in this order. */
    @Override
    public void close() {
        services.close();
        stack.close();
        try {
            InstanceFile.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
