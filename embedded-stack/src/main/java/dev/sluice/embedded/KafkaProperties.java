// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's configuration: what a single node needs, what makes it small and quick, and limits wide enough for any topic of ours. */
final class KafkaProperties {

    static final int NODE_ID = 1;

    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final Map<String, Object> COMMON = Map.ofEntries(
            // One node, two roles, one copy of everything.
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", NODE_ID),
            Map.entry(
                    "listener.security.protocol.map",
                    KafkaSockets.BROKER + ":PLAINTEXT," + KafkaSockets.CONTROLLER + ":PLAINTEXT"),
            Map.entry("inter.broker.listener.name", KafkaSockets.BROKER),
            Map.entry("controller.listener.names", KafkaSockets.CONTROLLER),
            Map.entry("offsets.topic.replication.factor", 1),
            Map.entry("transaction.state.log.replication.factor", 1),
            Map.entry("transaction.state.log.min.isr", 1),
            Map.entry("share.coordinator.state.topic.replication.factor", 1),
            Map.entry("share.coordinator.state.topic.min.isr", 1),
            Map.entry("auto.create.topics.enable", false),
            // A machine that was switched off for a month must not forget where its consumers were: they would read
            // everything again.
            Map.entry("offsets.retention.minutes", 60 * 24 * 365),
            // Topics set their own limits, and these must not be lower.
            Map.entry("message.max.bytes", MAX_MESSAGE_BYTES),
            Map.entry("replica.fetch.max.bytes", MAX_MESSAGE_BYTES),
            Map.entry("replica.fetch.response.max.bytes", MAX_MESSAGE_BYTES),
            Map.entry("fetch.max.bytes", MAX_MESSAGE_BYTES),
            Map.entry("socket.request.max.bytes", 2 * MAX_MESSAGE_BYTES),
            // Quick: nobody to wait for at the first rebalance, and a broker that was killed is forgotten soon (12.6 s
            // to restart by default).
            Map.entry("group.initial.rebalance.delay.ms", 0),
            Map.entry("broker.session.timeout.ms", 1500),
            Map.entry("broker.heartbeat.interval.ms", 500),
            // Small: half the memory of the defaults.
            Map.entry("offsets.topic.num.partitions", 4),
            Map.entry("transaction.state.log.num.partitions", 4),
            Map.entry("share.coordinator.state.topic.num.partitions", 1),
            Map.entry("log.cleaner.dedupe.buffer.size", 8 << 20),
            Map.entry("num.network.threads", 2),
            Map.entry("num.io.threads", 4),
            Map.entry("background.threads", 4));

    private KafkaProperties() {}

    static Properties of(Path logs, InetSocketAddress broker, InetSocketAddress controller) {
        Properties properties = new Properties();
        COMMON.forEach((name, value) -> properties.put(name, value.toString()));
        properties.put(
                "listeners",
                KafkaSockets.BROKER + "://" + text(broker) + "," + KafkaSockets.CONTROLLER + "://" + text(controller));
        properties.put("controller.quorum.voters", NODE_ID + "@" + text(controller));
        properties.put("log.dirs", logs.toString());
        return properties;
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
