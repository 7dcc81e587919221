// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import tools.jackson.databind.JsonNode;

/** What {@code k8s/components/stores} lets a user do. */
public final class StoreRights {

    private static final Path STORES = Path.of("../k8s/components/stores");

    private StoreRights() {}

    /** Of a {@code KafkaUser}, as Strimzi makes ACLs of them. */
    public static List<AclBinding> onKafka(String user) {
        JsonNode acls = Yaml.readAll(STORES.resolve("users.yaml")).stream()
                .filter(manifest -> manifest.at("/metadata/name").asString("").equals(user))
                .findFirst()
                .orElseThrow()
                .at("/spec/authorization/acls");
        List<AclBinding> bindings = new ArrayList<>();
        for (JsonNode acl : acls) {
            JsonNode resource = acl.path("resource");
            ResourcePattern pattern = new ResourcePattern(
                    ResourceType.fromString(resource.path("type").asString()),
                    resource.path("name").asString(),
                    PatternType.fromString(
                            resource.path("patternType").asString().toUpperCase(Locale.ROOT)));
            for (JsonNode operation : acl.path("operations")) {
                bindings.add(new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                "User:" + user,
                                "*",
                                AclOperation.fromString(operation.asString()),
                                AclPermissionType.ALLOW)));
            }
        }
        return bindings;
    }

    /** A role as {@code PUT /_security/role/NAME} takes it. */
    public static JsonNode inElasticsearch(String role) {
        JsonNode indices = Yaml.read(Yaml.readAll(STORES.resolve("elasticsearch.yaml"))
                        .getFirst()
                        .at("/stringData/roles.yml")
                        .asString())
                .path(role);
        if (indices.isMissingNode()) {
            throw new IllegalArgumentException("there is no role " + role);
        }
        return indices;
    }
}
