// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Producers that refuse records while the disk is too full, with the error by which a broker says that it cannot store: whoever uses them treats it
 * as an outage of Kafka.
 */
final class GuardedProducers {

    private final DiskReserve disk;

    GuardedProducers(DiskReserve disk) {
        this.disk = disk;
    }

    void customize(DefaultKafkaProducerFactory<byte[], byte[]> factory) {
        factory.addPostProcessor(this::guarded);
    }

    @SuppressWarnings("unchecked")
    private Producer<byte[], byte[]> guarded(Producer<byte[], byte[]> producer) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                GuardedProducers.class.getClassLoader(),
                new Class<?>[] {Producer.class},
                (proxy, method, arguments) -> {
                    Optional<String> full = method.getName().equals("send") ? disk.reason() : Optional.empty();
                    if (full.isPresent()) {
                        return CompletableFuture.failedFuture(new KafkaStorageException(full.get()));
                    }
                    try {
                        return method.invoke(producer, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
