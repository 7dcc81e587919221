// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.memory;

import dev.sluice.sink.driver.ConsumerSettings;
import dev.sluice.sink.driver.DeadLetterTopic;
import dev.sluice.sink.driver.SinkSettings;
import jakarta.validation.Valid;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The memory sink: {@code sluice.sink.memory.*}.
 *
 * @param enabled whether this process runs the sink
 * @param consumer how the topic is read
 * @param accept data streams that it takes
 * @param deadLetters where records go that are no events
 */
@Validated
@ConfigurationProperties("sluice.sink.memory")
record MemorySettings(
        boolean enabled,
        @DefaultValue @Valid @NestedConfigurationProperty ConsumerSettings consumer,
        @DefaultValue("*") List<String> accept,
        @DefaultValue @Valid @NestedConfigurationProperty DeadLetterTopic deadLetters)
        implements SinkSettings {}
