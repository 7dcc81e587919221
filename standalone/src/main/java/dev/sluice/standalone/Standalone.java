// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import dev.sluice.embedded.EmbeddedElasticsearchSettings;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.EmbeddedStackException;
import dev.sluice.embedded.EmbeddedStackSettings;
import dev.sluice.embedded.LockedDataFolder;
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
import org.springframework.util.unit.DataSize;

/** One running instance: the stores and, on them, the services. */
public final class Standalone implements AutoCloseable {

    private static final String NAME = "Sluice";

    private final LockedDataFolder folder;
    private final DiskReserve disk;
    private final EmbeddedStack stack;
    private final EmbeddedServices services;

    private Standalone(LockedDataFolder folder, DiskReserve disk, EmbeddedStack stack, EmbeddedServices services) {
        this.folder = folder;
        this.disk = disk;
        this.stack = stack;
        this.services = services;
    }

    /**
     * Starts everything and returns when all of it answers.
     *
     * @throws StandaloneException if another instance runs on the data folder, its disk is full, or a port is in use
     * @throws EmbeddedStackException if the data folder cannot be written, or a store does not start
     * @throws IllegalArgumentException if the environment has a setting that no service has
     */
    public static Standalone start(StandaloneSettings settings) throws IOException {
        InstanceFile.requireNone(settings.data());
        LockedDataFolder folder = LockedDataFolder.lock(NAME, settings.data());
        Standalone started = null;
        try {
            started = start(settings, folder);
            return started;
        } finally {
            if (started == null) {
                InstanceFile.delete(folder.path());
                folder.close();
            }
        }
    }

    private static Standalone start(StandaloneSettings settings, LockedDataFolder folder) throws IOException {
        Path data = settings.data();
        Ports ports = settings.ports();
        long start = System.nanoTime();
        // First of all, so that "down" and "status" find an instance that still starts.
        InstanceFile instance =
                InstanceFile.ofThisProcess(ports, settings.minFree().toBytes());
        instance.write(data);
        ExitRecord.clear(data);
        // Before anything is started: half a minute is too long to wait for such an answer. The stores look at theirs
        // in the same way.
        SettingsCheck.check(new StandardEnvironment());
        requireFree("ingest", ports.ingest());
        requireFree("ingest-admin", ports.ingestManagement());
        requireFree("ingest-grpc", ports.ingestGrpc());
        requireFree("parser", ports.parser());
        requireFree("detector", ports.detector());
        requireFree("sink", ports.sink());
        requireFree("console", ports.console());
        DiskReserve disk = new DiskReserve(data, settings.minFree());
        disk.require();
        EmbeddedStack stack = EmbeddedStack.start(stackSettings(settings));
        EmbeddedServices services = null;
        Standalone started = null;
        try {
            ElasticsearchLogin.writeCurlFile(data, stack.elasticsearch());
            services = EmbeddedServices.start(stack, settings, disk);
            ToolSettings.write(data, toolSettings(stack, settings, services.ingestViewToken()));
            disk.addListener(full -> settings.notices()
                    .accept(full.map(reason -> reason + "; senders are told to come back later until then")
                            .orElse("there is space on the disk of " + data + " again, and all goes on")));
            disk.watch();
            instance.readyAfter((System.nanoTime() - start) / 1_000_000).write(data);
            started = new Standalone(folder, disk, stack, services);
            return started;
        } finally {
            if (started == null) {
                disk.close();
                if (services != null) {
                    services.close();
                }
                stack.close();
            }
        }
    }

    private static Map<String, String> toolSettings(
            EmbeddedStack stack, StandaloneSettings settings, String ingestViewToken) {
        Map<String, String> tools = new HashMap<>(EmbeddedServices.sink(stack, settings));
        settings.services().forEach((name, value) -> {
            if (name.startsWith("sluice.sink.")) {
                tools.put(name, value);
            }
        });
        tools.putAll(IngestViewToken.toolSetting(ingestViewToken));
        return tools;
    }

    /** Completes, with a sentence that says why, when Kafka failed, without which nothing works. */
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
                .withKafka(kafka)
                .withElasticsearch(elasticsearch(ports, settings.minFree()))
                .withNotices(settings.notices());
    }

    /**
     * It asks for a password, since web pages and other users of the machine reach its port. It refuses writes when less is free than all others
     * leave, and takes them again by itself.
     */
    private static EmbeddedElasticsearchSettings elasticsearch(Ports ports, DataSize minFree) {
        String watermark = minFree.toBytes() + "b";
        return EmbeddedElasticsearchSettings.onPort(ports.elasticsearch())
                .withSecurity()
                .withNodeSetting("cluster.routing.allocation.disk.threshold_enabled", "true")
                .withNodeSetting("cluster.routing.allocation.disk.watermark.low", watermark)
                .withNodeSetting("cluster.routing.allocation.disk.watermark.high", watermark)
                .withNodeSetting("cluster.routing.allocation.disk.watermark.flood_stage", watermark)
                .withNodeSetting("cluster.info.update.interval", "10s");
    }

    /** Stops ingest, parser, detector, sinks and stores, in this order. */
    @Override
    public void close() {
        try (folder) {
            disk.close();
            services.close();
            stack.close();
            InstanceFile.delete(folder.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
