// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.ledger;

import dev.sluice.operations.ledger.LedgerGroups;
import dev.sluice.operations.ledger.LedgerReader;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How the console reads the books: by the same code as the command line. */
@Configuration(proxyBeanMethods = false)
class LedgerConfiguration {

    /** Of records that are fetched at once: the heap is small. */
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    /** Of topics, to tell what is in flight: somebody waits for the answer. */
    private static final long MAX_READ = 64L << 20;

    @Bean
    LedgerAccess ledgerAccess(KafkaProperties kafka, Clock clock) {
        Map<String, Object> config = new HashMap<>(kafka.buildAdminProperties());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        return new LedgerAccess(new LedgerReader(config, LedgerGroups.DEFAULTS, MAX_READ, clock)::read);
    }
}
