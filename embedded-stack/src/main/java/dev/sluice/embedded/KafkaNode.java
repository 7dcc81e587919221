// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker and controller of one KRaft node, put together as Kafka's own {@link KafkaRaftServer} does.
 *
 * <p>Not that class itself, for two reasons: it halts the whole JVM on a fatal fault, where we want to tell the owner; and it opens its sockets
 * late, where we have opened them already.
 */
final class KafkaNode implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KafkaNode.class);

    /** Of all nodes in this JVM: Kafka's way to halt is one for all. */
    private static final Set<CompletableFuture<Throwable>> FAILURES = ConcurrentHashMap.newKeySet();

    static {
        // A broker whose disk is full or broken halts the JVM without a word; here its owner is told, and stops in
        // order.
        Exit.setHaltProcedure(KafkaNode::failInsteadOfHalting);
        Exit.setExitProcedure(KafkaNode::failInsteadOfHalting);
    }

    private final KafkaSockets sockets;
    private final CompletableFuture<Throwable> failure;
    private final Metrics metrics;
    private final ControllerServer controller;
    private final BrokerServer broker;

    private KafkaNode(KafkaConfig config, KafkaSockets sockets) {
        this.sockets = sockets;
        failure = new CompletableFuture<>();
        FAILURES.add(failure);
        var logDirs = KafkaRaftServer.initializeLogDirs(config, log, "");
        MetaPropertiesEnsemble metaProperties = logDirs._1();
        BootstrapMetadata bootstrap = logDirs._2();
        metrics = Server.initializeMetrics(
                config, Time.SYSTEM, metaProperties.clusterId().orElseThrow());
        SharedServer shared = new SharedServer(
                config,
                metaProperties,
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(Map.of(KafkaProperties.NODE_ID, sockets.controllerAddress())),
                List.of(),
                faultHandlers(failure),
                sockets);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
        broker = new BrokerServer(shared);
    }

    /**
     * @param logs the folder of the topics' and the metadata's logs; formatted if it is new
     * @param sockets closed by the node, also when it does not start
     */
    static KafkaNode start(Path logs, KafkaSockets sockets, Map<String, String> brokerProperties) {
        try {
            Properties properties = KafkaProperties.of(logs, sockets.brokerAddress(), sockets.controllerAddress());
            properties.putAll(brokerProperties);
            formatIfNew(logs);
            KafkaNode node = new KafkaNode(KafkaConfig.fromProps(properties), sockets);
            node.startup();
            return node;
        } catch (Exception e) {
            sockets.close();
            if (e instanceof EmbeddedStackException own) {
                throw own;
            }
            throw new EmbeddedStackException(
                    "Kafka in " + logs.getParent() + " did not start: " + e.getMessage() + "; its log says more", e);
        }
    }

    CompletableFuture<Throwable> onFailure() {
        return failure;
    }

    @Override
    public void close() {
        try (sockets) {
            FAILURES.remove(failure);
            broker.shutdown();
            controller.shutdown();
            broker.awaitShutdown();
            controller.awaitShutdown();
            Utils.closeQuietly(metrics, "metrics of the embedded Kafka");
        }
    }

    private static void failInsteadOfHalting(int status, String message) {
        IllegalStateException fault = new IllegalStateException(
                "it cannot write to its folder (is the disk full?) or met a fatal error, see its log"
                        + (message == null ? "" : ": " + message));
        FAILURES.forEach(each -> each.complete(fault));
        throw fault;
    }

    private void startup() {
        try {
            controller.startup();
            broker.startup();
            if (failure.isDone()) {
                throw new IllegalStateException(failure.join());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A node id of its own and a random cluster id, once. */
    private static void formatIfNew(Path logs) throws Exception {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(KafkaProperties.NODE_ID)
                .setControllerListenerName(KafkaSockets.CONTROLLER)
                .setMetadataLogDirectory(logs.toString())
                .addDirectory(logs.toString())
                .run();
    }

    private static FaultHandlerFactory faultHandlers(CompletableFuture<Throwable> failure) {
        return (name, fatal, action) -> (message, cause) -> {
            IllegalStateException fault = new IllegalStateException(name + ": " + message, cause);
            log.error("Kafka met a {} fault, {}", fatal ? "fatal" : "passing", name, fault);
            action.run();
            if (fatal) {
                failure.complete(fault);
            }
            return fault;
        };
    }
}
