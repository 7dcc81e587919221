// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.memory;

import dev.sluice.sink.driver.SinkContext;
import dev.sluice.sink.driver.SinkContexts;
import dev.sluice.sink.driver.SinkRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the memory sink together: what CONTRIBUTING.md's recipe says, and nothing else. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("sluice.sink.memory.enabled")
class MemoryConfiguration {

    @Bean
    SinkContext memoryContext(SinkContexts contexts, MemorySettings settings) {
        return contexts.of("memory", settings);
    }

    @Bean
    MemoryStore memoryStore() {
        return new MemoryStore();
    }

    @Bean
    SinkRunner memorySink(SinkContext memoryContext, MemoryStore store) {
        return memoryContext.runner((start, book) -> new MemoryPartition(start, book, store, memoryContext));
    }
}
