// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.kafka;

import dev.sluice.model.Topics;
import dev.sluice.parser.settings.ParserServiceSettings;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Declares the topics that the parser writes; they are made where they do not exist. */
@Configuration(proxyBeanMethods = false)
class ParserTopics {

    private static final long MIB = 1 << 20;

    @Bean
    NewTopic parsed(ParserTopicSettings topics, ParserServiceSettings parser) {
        ParserTopicSettings.Parsed parsed = topics.parsed();
        return topics.besideRaw(Topics.PARSED, parsed.replication())
                .config(
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(parsed.retention().toMillis()))
                .config(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(parser.maxRecord()))
                .build();
    }

    @Bean
    NewTopic parserState(ParserTopicSettings topics) {
        return topics.besideRaw(Topics.PARSER_STATE, topics.parserState().replication())
                .compact()
                // What a new owner has to read stays small: compact early, in small segments.
                .config(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1")
                .config(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(64 * MIB))
                .build();
    }
}
