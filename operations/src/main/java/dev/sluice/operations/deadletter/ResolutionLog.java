// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DeadLetter.Coordinates;
import dev.sluice.model.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import tools.jackson.databind.json.JsonMapper;

/** All resolutions so far, from {@code sluice.dead-letter-resolutions}: the letter's coordinates → the resolution as JSON. */
final class ResolutionLog {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Resolution> byLetter = new HashMap<>();

    private ResolutionLog() {}

    static ResolutionLog read(TopicReader reader) {
        ResolutionLog resolutions = new ResolutionLog();
        reader.read(Topics.DEAD_LETTER_RESOLUTIONS, Optional.empty(), entry -> {
            resolutions.byLetter.put(new String(entry.key(), UTF_8), JSON.readValue(entry.value(), Resolution.class));
            return true;
        });
        return resolutions;
    }

    Optional<Resolution> of(Coordinates letter) {
        return Optional.ofNullable(byLetter.get(letter.toString()));
    }

    /** The record that says it; from now on it counts here. */
    ProducerRecord<byte[], byte[]> record(Coordinates letter, Resolution resolution) {
        byLetter.put(letter.toString(), resolution);
        return new ProducerRecord<>(
                Topics.DEAD_LETTER_RESOLUTIONS, letter.toString().getBytes(UTF_8), JSON.writeValueAsBytes(resolution));
    }

    /** Makes the topic where there is none. */
    static void createTopic(Map<String, Object> kafka) {
        NewTopic topic = new NewTopic(Topics.DEAD_LETTER_RESOLUTIONS, Optional.of(1), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("cannot create the topic " + Topics.DEAD_LETTER_RESOLUTIONS, e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}
