// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Up while Kafka answers and the topics are there; part of readiness, so that senders go elsewhere meanwhile. */
@Component("kafkaHealthIndicator")
class KafkaHealthIndicator extends AbstractHealthIndicator {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Map<String, Object> settings;
    private final DeclaredTopics topics;
    private Admin admin;

    KafkaHealthIndicator(KafkaAdmin kafkaAdmin, DeclaredTopics topics) {
        super("Kafka does not answer");
        this.settings = kafkaAdmin.getConfigurationProperties();
        this.topics = topics;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) throws Exception {
        DescribeClusterResult cluster = admin().describeCluster();
        int nodes =
                cluster.nodes().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).size();
        builder.status(topics.exist(TIMEOUT) ? "UP" : "DOWN").withDetail("nodes", nodes);
    }

    /** Made when first needed: a name that cannot be resolved yet must not keep the service from starting. */
    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(settings);
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(TIMEOUT);
        }
    }
}
