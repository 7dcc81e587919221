// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.validation.annotation.Validated;

class WrongSettingTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Configuration.class);

    @Validated
    @ConfigurationProperties("shop")
    record ShopSettings(
            @Size(min = 8, message = "must have 8 characters")
            String apiToken,

            @Size(max = 3, message = "must have at most 3 characters")
            String name,

            Duration patience) {}

    @EnableConfigurationProperties(ShopSettings.class)
    static class Configuration {}

    @Test
    void whatASettingMustBeIsSaidWithWhatItWas() {
        assertThat(sentenceFor("shop.name=books")).isEqualTo("shop.name must have at most 3 characters, was 'books'");
    }

    @Test
    void whatCannotBeReadIsSaidWithItsName() {
        assertThat(sentenceFor("shop.patience=soon")).startsWith("shop.patience cannot be 'soon': ");
    }

    @Test
    void aSecretIsNotRepeated() {
        assertThat(sentenceFor("shop.api-token=hunter2")).isEqualTo("shop.api-token must have 8 characters");
    }

    @Test
    void otherFailuresAreOthers() {
        assertThat(WrongSetting.is(new IllegalStateException("no", new RuntimeException("setting"))))
                .isFalse();
    }

    private String sentenceFor(String property) {
        String[] sentence = {null};
        runner.withPropertyValues(property).run(context -> {
            assertThat(WrongSetting.is(context.getStartupFailure())).isTrue();
            sentence[0] = WrongSetting.sentence(context.getStartupFailure());
        });
        return sentence[0];
    }
}
