// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of settings, and the names that the services check theirs against, are what the services' metadata say. */
class ConfigurationPageTest {

    private static final Path ROOT = Path.of("..");
    private static final String WRITE = "sluice.configuration.write";
    private static final String HOW =
            "write it anew with: mvn verify -pl end-to-end-tests -am -Dtest=ConfigurationPageTest -Dit.test=None"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -D"
                    + WRITE
                    + "=true";

    private static final Map<String, List<Setting>> SERVICES = new LinkedHashMap<>();

    @BeforeAll
    static void readMetadata() throws IOException, ClassNotFoundException {
        for (String service : List.of("ingest", "parser", "sink", "console", "detector")) {
            SERVICES.put(service + "-service", new SettingsMetadata(service).settings());
        }
        SERVICES.put("settings-check", new SettingsMetadata("settings").settings());
        SERVICES.put("http-guard", new SettingsMetadata("http").settings());
        SERVICES.put("tracing", new SettingsMetadata("tracing").settings());
    }

    @Test
    void everySettingIsExplained() {
        SERVICES.values()
                .forEach(settings -> assertThat(settings)
                        .allSatisfy(setting -> assertThat(setting.meaning())
                                .as(setting.name())
                                .isNotBlank()
                                .doesNotContain("{@")));
    }

    @Test
    void thePageIsOfThisVersion() throws IOException {
        List<String> agent = AgentSettings.rows(ROOT.resolve("tail-agent/README.md"));
        assertThat(agent).isNotEmpty();
        compare("docs/configuration.md", ConfigurationPage.of(SERVICES, agent));
    }

    @Test
    void theNamesAreOfThisVersion() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        SERVICES.values().forEach(settings -> settings.forEach(setting -> names.add(setting.name())));
        compare("settings-check/src/main/resources/dev/sluice/settings/names.txt", String.join("\n", names) + '\n');
    }

    private static void compare(String file, String wanted) throws IOException {
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(ROOT.resolve(file), wanted);
        }
        assertThat(ROOT.resolve(file)).as(file + ": " + HOW).hasContent(wanted);
    }
}
