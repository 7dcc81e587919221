// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;

/** The rights that docs/privacy.md lists for {@code ./sluice erase} are those of the manifests. */
class ErasureRightsTest {

    private static final String PAGE = Yaml.text(Path.of("../docs/privacy.md"));
    private static final Pattern ROLE = Pattern.compile("PUT /_security/role/sluice-erase\n(\\{.*})\n");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (topic|group)s? (.*?) \\| (.*?) \\|$");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void theRoleIsThatOfThePage() {
        Matcher role = ROLE.matcher(PAGE);
        assertThat(role.find()).isTrue();
        assertThat(StoreRights.inElasticsearch("sluice-erase")).isEqualTo(Yaml.read(role.group(1)));
    }

    /** Whoever may read may also describe: the manifests say so, and the page need not. */
    @Test
    void theRightsOnKafkaAreThoseOfThePage() {
        Set<String> documented = new TreeSet<>();
        for (MatchResult row : ROW.matcher(PAGE).results().toList()) {
            for (String name : names(row.group(2))) {
                names(row.group(3)).forEach(operation -> documented.add(row.group(1) + ' ' + name + ' ' + operation));
            }
        }
        Set<String> granted = new TreeSet<>();
        for (AclBinding binding : StoreRights.onKafka("erase")) {
            String resource = binding.pattern().resourceType().toString().toLowerCase(Locale.ROOT)
                    + ' '
                    + binding.pattern().name()
                    + ' ';
            AclOperation operation = binding.entry().operation();
            granted.add(resource
                    + operation.toString().charAt(0)
                    + operation.toString().substring(1).toLowerCase(Locale.ROOT));
            if (operation == AclOperation.READ) {
                documented.add(resource + "Describe");
            }
        }
        assertThat(granted).hasSizeGreaterThan(10).isEqualTo(documented);
    }

    private static Set<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
