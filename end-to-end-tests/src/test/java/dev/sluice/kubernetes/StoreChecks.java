// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import dev.sluice.detector.stream.DetectorTopology;
import dev.sluice.model.Topics;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.sink.s3.compaction.LakeLock;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** That topics, and rights on them and in Elasticsearch, are those of Sluice. */
final class StoreChecks {

    private final Deployment deployment;

    StoreChecks(Deployment deployment) {
        this.deployment = deployment;
    }

    void topic(Manifest topic) {
        deployment.require(
                Set.of(
                                Topics.RAW,
                                Topics.PARSED,
                                Topics.PARSER_STATE,
                                Topics.LEDGER,
                                Topics.RULES,
                                Topics.RAW_DEAD_LETTERS,
                                Topics.ALERTS,
                                Topics.METRICS,
                                Topics.DETECTOR_TRAFFIC,
                                DetectorTopology.PAGES,
                                Topics.DETECTIONS,
                                Topics.DETECTOR_SIGNALS,
                                Topics.ELASTICSEARCH_DEAD_LETTERS,
                                Topics.S3_DEAD_LETTERS,
                                Topics.DEAD_LETTER_RESOLUTIONS,
                                Topics.ERASURES)
                        .contains(topic.name()),
                topic + " is no topic of Sluice");
    }

    /** What a service is allowed on Kafka must exist: a right on a misspelt name would be missed at run time only. */
    void kafkaUser(Manifest user) {
        for (JsonNode rule : user.at("/spec/authorization/acls")) {
            String type = rule.at("/resource/type").asString("");
            String name = rule.at("/resource/name").asString("");
            boolean known = switch (type) {
                // Kafka Streams makes topics under the name of its group.
                case "topic" ->
                    deployment.find("KafkaTopic", user.namespace(), name).isPresent()
                            || rule.at("/resource/patternType").asString("").equals("prefix")
                                    && CrossReferences.GROUPS.containsKey(name);
                case "transactionalId" ->
                    CrossReferences.GROUPS.containsKey(name) || name.equals(DeadLetterAdmin.TRANSACTIONAL_ID);
                // There is one, which has no name.
                case "cluster" -> name.isEmpty();
                default -> CrossReferences.GROUPS.containsKey(name) || name.equals(LakeLock.GROUP);
            };
            deployment.require(known, user + " has rights on the " + type + " '" + name + "', which there is not");
        }
    }

    void elasticsearch(Manifest elasticsearch) {
        for (JsonNode role : elasticsearch.at("/spec/auth/roles")) {
            String name = role.path("secretName").asString("");
            deployment.require(
                    deployment.find("Secret", elasticsearch.namespace(), name).isPresent(),
                    elasticsearch + " takes roles from the Secret '" + name + "', which nobody makes");
        }
        for (JsonNode users : elasticsearch.at("/spec/auth/fileRealm")) {
            deployment.secret(elasticsearch, users.path("secretName").asString(""));
        }
    }
}
