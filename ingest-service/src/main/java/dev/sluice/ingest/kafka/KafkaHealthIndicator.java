// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.kafka;

import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** Up while Kafka answers and the topics are there; part of readiness, so that senders go elsewhere meanwhile. Logs changes only. */
@Component("kafkaHealthIndicator")
class KafkaHealthIndicator implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(KafkaHealthIndicator.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Map<String, Object> settings;
    private final DeclaredTopics topics;
    private final AtomicBoolean up = new AtomicBoolean(true);
    private Admin admin;

    KafkaHealthIndicator(KafkaAdmin kafkaAdmin, DeclaredTopics topics) {
        this.settings = kafkaAdmin.getConfigurationProperties();
        this.topics = topics;
    }

    @Override
    public Health health() {
        try {
            int nodes = admin().describeCluster()
                    .nodes()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .size();
            return topics.exist(TIMEOUT) ? up(nodes) : down("its topics could not be made");
        } catch (TimeoutException e) {
            return down("no answer within " + TIMEOUT.toSeconds() + " s");
        } catch (ExecutionException e) {
            return down(e.getCause().toString());
        } catch (KafkaException e) {
            return down(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("interrupted");
        }
    }

    private Health up(int nodes) {
        if (up.compareAndSet(false, true)) {
            log.info("Kafka is back");
        }
        return Health.up().withDetail("nodes", nodes).build();
    }

    private Health down(String why) {
        if (up.compareAndSet(true, false)) {
            log.warn("Kafka is away, so that every request is rejected: {}", why);
        }
        return Health.down().withDetail("reason", why).build();
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
