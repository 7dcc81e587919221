// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the console reaches the dead letters: by the same code as the command line. */
@Configuration(proxyBeanMethods = false)
class LetterConfiguration {

    /** Of records that are fetched at once: the heap is small. */
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    @Bean
    DeadLetterAdmin deadLetterAdmin(KafkaProperties kafka, Clock clock) throws UnknownHostException {
        Map<String, Object> config = new HashMap<>(kafka.buildAdminProperties());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        String by = "console@" + InetAddress.getLocalHost().getHostName();
        return new DeadLetterAdmin(config, by, clock, Ticker.SYSTEM);
    }
}
