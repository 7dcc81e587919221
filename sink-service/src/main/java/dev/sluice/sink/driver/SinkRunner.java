// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.driver;

import dev.sluice.kafka.health.ContainerRestart;
import dev.sluice.model.concurrent.BackOff;
import dev.sluice.model.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Runs one sink: a consumer group of its own with some consumers. Starts in the background, so that the service is up, and the other sink runs, also
 * while the brokers are away; stops when what was accepted is stored, or after the drain timeout.
 */
public final class SinkRunner implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SinkRunner.class);

    /** How soon finished requests are noticed while no record comes. */
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(20);

    /** What the container needs to end its thread, besides draining. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(10);

    private final String topic;
    private final ConsumerSettings settings;
    private final String group;
    private final ConsumerFactory<byte[], byte[]> consumers;
    private final KafkaAdmin admin;
    private final PartitionSinkFactory sinks;
    private final StoreStatus status;
    private final SinkMetrics metrics;
    private final StoreBook.LedgerTopic ledger;
    private final Clock clock;
    private List<KafkaMessageListenerContainer<byte[], byte[]>> containers = List.of();
    private final List<ContainerRestart> restarts = new ArrayList<>();
    private Thread starter;
    private boolean running;

    SinkRunner(
            String topic,
            ConsumerSettings settings,
            ConsumerFactory<byte[], byte[]> consumers,
            KafkaAdmin admin,
            PartitionSinkFactory sinks,
            StoreStatus status,
            SinkMetrics metrics,
            StoreBook.LedgerTopic ledger,
            Clock clock) {
        this.topic = topic;
        this.settings = settings;
        this.group = settings.groupOf(status.store());
        this.consumers = consumers;
        this.admin = admin;
        this.sinks = sinks;
        this.status = status;
        this.metrics = metrics;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        containers = IntStream.range(0, settings.concurrency())
                .mapToObj(this::container)
                .toList();
        starter = Thread.ofVirtual().name("start-" + group).start(() -> startContainers(containers));
    }

    private void startContainers(List<KafkaMessageListenerContainer<byte[], byte[]>> toStart) {
        BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(10));
        try {
            while (!started(toStart)) {
                backOff.pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean started(List<KafkaMessageListenerContainer<byte[], byte[]>> toStart) {
        try {
            // Spring tries once, at the start of the context, and only logs that the brokers were away.
            if (!admin.initialize()) {
                return false;
            }
            toStart.forEach(KafkaMessageListenerContainer::start);
            return true;
        } catch (RuntimeException e) {
            log.warn("{} cannot start yet, trying again until it can: {}", group, e.toString());
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        if (!running) {
            return;
        }
        running = false;
        starter.interrupt();
        restarts.forEach(ContainerRestart::close);
        restarts.clear();
        CountDownLatch stopped = new CountDownLatch(containers.size());
        containers.forEach(container -> container.stop(stopped::countDown));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    private KafkaMessageListenerContainer<byte[], byte[]> container(int number) {
        SinkConsumer consumer = new SinkConsumer(sinks, status, metrics, ledger, settings.drainTimeout(), clock);
        ContainerProperties properties = new ContainerProperties(topic);
        properties.setGroupId(group);
        properties.setClientId(group + '-' + number);
        properties.setKafkaConsumerProperties(consumerProperties());
        // Committing is the sinks' business alone: an offset carries metadata that any other commit would erase.
        properties.setAckMode(AckMode.MANUAL);
        properties.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
        properties.setMessageListener(consumer);
        properties.setConsumerRebalanceListener(consumer);
        properties.setPollTimeout(POLL_TIMEOUT.toMillis());
        properties.setIdleEventInterval(1L);
        properties.setShutdownTimeout(settings.drainTimeout().plus(STOP_MARGIN).toMillis());
        KafkaMessageListenerContainer<byte[], byte[]> container =
                new KafkaMessageListenerContainer<>(consumers, properties);
        container.setBeanName(group + '-' + number);
        container.setApplicationEventPublisher(consumer);
        container.setCommonErrorHandler(new PollErrors(consumer));
        ContainerRestart restart = new ContainerRestart(
                container.getBeanName(), container, metrics::consumerFailed, Thread::startVirtualThread, Ticker.SYSTEM);
        consumer.onStop(restart::stopped);
        restarts.add(restart);
        return container;
    }

    private Properties consumerProperties() {
        Properties properties = new Properties();
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // A position that was deleted is never passed over in silence: see AssignedPartition.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(settings.maxPollRecords()));
        properties.put(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                Long.toString(settings.maxFetch().toBytes()));
        properties.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Long.toString(settings.maxPartitionFetch().toBytes()));
        // A topic or partitions made after the start are found this soon.
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000");
        return properties;
    }
}
