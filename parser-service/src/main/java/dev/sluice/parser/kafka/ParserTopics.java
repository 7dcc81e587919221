// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.kafka;

import dev.sluice.parser.settings.ParserServiceSettings;
import dev.sluice.settings.topics.TopicSettings;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Declares the topics that the parser writes; they are made where they do not exist. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TopicSettings.class)
class ParserTopics {

    private static final long MIB = 1 << 20;

    @Bean
    NewTopic parsed(TopicSettings topics, ParserServiceSettings parser) {
        return topics.declareParsed(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(parser.maxRecord())));
    }

    @Bean
    NewTopic parserState(TopicSettings topics) {
        return topics.declareParserState(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                // What a new owner has to read stays small: compact early, in small segments.
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.1",
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Long.toString(64 * MIB)));
    }

    @Bean
    NewTopic rules(TopicSettings topics) {
        return topics.declareRules(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }

    @Bean
    NewTopic ledger(TopicSettings topics) {
        return topics.declareLedger(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT + ',' + TopicConfig.CLEANUP_POLICY_DELETE,
                // A segment of a book is written again in each transaction: what was before is soon of no use.
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "0.1",
                TopicConfig.SEGMENT_BYTES_CONFIG,
                Long.toString(16 * MIB)));
    }
}
