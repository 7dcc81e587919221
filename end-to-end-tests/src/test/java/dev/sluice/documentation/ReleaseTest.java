// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All that names the version names the same, and a release says what is new in it. */
class ReleaseTest {

    private static final String CHANGELOG =
            "# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2027-01-02\n\n- more\n\n## [1.0.0] - 2026-12-01\n";

    @Test
    void thisOne() throws IOException {
        Release release = Release.read(Path.of(".."));

        assertThat(release.tags()).hasSize(12);
        assertThat(release.problems()).isEmpty();
    }

    /** Scanners and licences are looked up by it: eclipse-temurin's tags without a distribution are Ubuntu (docker.io, "simple tags"). */
    @Test
    void theDistributionBelowTheImagesIsNamed() throws IOException {
        Matcher image = Pattern.compile("(?m)^ARG JAVA_IMAGE=eclipse-temurin:\\d+-jre(?:-(\\w+))?$")
                .matcher(Files.readString(Path.of("../docker/Dockerfile")));
        assertThat(image.find()).isTrue();
        String distribution = switch (image.group(1) == null ? "" : image.group(1)) {
            case "", "noble", "jammy" -> "Ubuntu";
            case "alpine" -> "Alpine";
            default -> "Red Hat";
        };

        assertThat(Files.readString(Path.of("../docs/release.md")))
                .contains("The JRE and the " + distribution + " below it are the base image's")
                .doesNotContain(Stream.of("Ubuntu", "Alpine", "Red Hat", "Debian")
                        .filter(name -> !name.equals(distribution))
                        .toArray(String[]::new));
    }

    @Test
    void whatIsMissingIsNoticed() {
        assertThat(release("1.1.0", CHANGELOG).problems()).isEmpty();
        assertThat(release("1.1.0", CHANGELOG.replace("1.1.0] - 2027-01-02", "1.1.0]"))
                        .problems())
                .containsExactly("CHANGELOG.md has no dated section [1.1.0]");
        assertThat(release("1.0.0", CHANGELOG).problems())
                .containsExactly(
                        "k8s: sluice/parser-service has the tag 1.1.0, not 1.0.0",
                        "CHANGELOG.md has something above [1.0.0]");
        assertThat(release("1.2.0-SNAPSHOT", CHANGELOG.replace("Unreleased", "Unrelaesed"))
                        .problems())
                .containsExactly(
                        "k8s: sluice/parser-service has the tag 1.1.0, not 1.2.0",
                        "CHANGELOG.md does not begin with [Unreleased]");
        assertThat(new Release("1.1.0", CHANGELOG, Map.of(), List.of("1.0.0")).problems())
                .containsExactly("log-model/releases has no records of 1.1.0");
    }

    private static Release release(String version, String changelog) {
        return new Release(
                version, changelog, Map.of("k8s: sluice/parser-service", "1.1.0"), List.of("1.0.0", "1.1.0"));
    }
}
