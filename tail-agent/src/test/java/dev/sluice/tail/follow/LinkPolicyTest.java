// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.lines.Multiline;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever may write in a followed folder must not have an agent that is root read what only root may. */
class LinkPolicyTest {

    private static final List<InputSettings> INPUTS = List.of(input("/srv/shop/logs/*.log"), input("/opt/*.log"));

    @ParameterizedTest
    @CsvSource({
        "/etc/shadow, false",
        "/root/.ssh/id_ed25519, false",
        "/var/lib/secrets/key, false",
        "/var/logs/app.log, false",
        "/var/log/pods/web/0.log, true",
        "/var/lib/docker/containers/a/a-json.log, true",
        // The folder of the logs, and the one above it where that is not the whole system.
        "/srv/shop/logs/old/app.log, true",
        "/srv/shop/current/app.log, true",
        "/srv/other/app.log, false",
        "/opt/app/app.log, true",
        "/usr/app.log, false",
    })
    void ofRootTheyStayWhereLogsAre(String target, boolean allowed) {
        LinkPolicy policy = LinkPolicy.of(List.of(), INPUTS, true);

        assertThat(policy.allows(Path.of("/srv/shop/logs/app.log"), Path.of(target)))
                .isEqualTo(allowed);
    }

    @Test
    void othersFollowAllSinceTheSystemSaysWhatTheyMayRead() {
        assertThat(LinkPolicy.of(List.of(), INPUTS, false)
                        .allows(Path.of("/srv/shop/logs/app.log"), Path.of("/etc/shadow")))
                .isTrue();
    }

    @Test
    void whatIsSetHoldsForEverybody() {
        for (boolean root : new boolean[] {true, false}) {
            LinkPolicy policy = LinkPolicy.of(List.of("/data/logs"), INPUTS, root);

            assertThat(policy.allows(Path.of("/srv/shop/logs/app.log"), Path.of("/data/logs/app.log")))
                    .isTrue();
            assertThat(policy.allows(Path.of("/srv/shop/logs/app.log"), Path.of("/srv/shop/logs/other.log")))
                    .isFalse();
        }
    }

    @Test
    void whatIsNoLinkIsRead() {
        Path file = Path.of("/etc/app.log");

        assertThat(LinkPolicy.of(List.of("/data"), INPUTS, true).allows(file, file))
                .isTrue();
    }

    @Test
    void theMessageNamesTheSetting() {
        assertThat(LinkPolicy.of(List.of(), INPUTS, true).message(Path.of("/a/b.log"), Path.of("/etc/shadow")))
                .contains("/a/b.log", "/etc/shadow", "follow.links-inside");
    }

    private static InputSettings input(String glob) {
        return TextInput.of("app", List.of(glob), List.of(), Multiline.preset("indented"));
    }
}
