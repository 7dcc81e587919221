// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import dev.sluice.model.ServiceLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Finds settings that there are not. Looks at names only: what a setting's value may be is known where it is bound. */
public final class SettingsCheck {

    private static final String PREFIX = "sluice";
    private static final String ENVIRONMENT = "in the environment";
    private static final ConfigurationPropertyName ALL = ConfigurationPropertyName.of(PREFIX);

    private static final ConfigurationPropertyName METRICS = ConfigurationPropertyName.of("management.metrics");
    private static final String METRICS_VARIABLE = "MANAGEMENT_METRICS_";

    private final SettingNames names = SettingNames.ofThisVersion();
    private final RenamedNames renamed = RenamedNames.settings();
    private final RenamedNames renamedMetrics = RenamedNames.metrics();
    private final List<UnknownSetting> unknown = new ArrayList<>();

    private SettingsCheck() {}

    /** @throws UnknownSettingsException if there is a setting in {@code environment} that no service has */
    public static void check(ConfigurableEnvironment environment) {
        SettingsCheck check = new SettingsCheck();
        ConfigurationPropertySources.from(environment.getPropertySources()).forEach(check::look);
        if (!check.unknown.isEmpty()) {
            throw new UnknownSettingsException(check.unknown);
        }
    }

    private void look(ConfigurationPropertySource source) {
        if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource environment) {
            environment.getSource().forEach(this::lookAtVariable);
        } else if (source instanceof IterableConfigurationPropertySource iterable) {
            iterable.stream()
                    .filter(ALL::isAncestorOf)
                    .filter(name -> !isShared(source) || names.sections().contains(sectionOf(name)))
                    .filter(name -> !names.contains(name))
                    .filter(name -> !isEmptySection(iterable, name))
                    .forEach(name -> add(source, name));
            iterable.stream().filter(METRICS::isAncestorOf).forEach(name -> lookAtMetric(source, name));
        }
    }

    /** Settings of a meter, such as {@code management.metrics.enable.NAME}: under an old name they would do nothing. */
    private void lookAtMetric(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        for (RenamedNames.Renamed metric : renamedMetrics.all()) {
            if (name.toString().endsWith("." + metric.old())) {
                unknown.add(UnknownSetting.renamed(name.toString(), placeOf(source, name), metric.now()));
            }
        }
    }

    private void lookAtVariable(String name, Object value) {
        boolean ours = names.sections().stream()
                .anyMatch(section -> name.startsWith(SettingNames.variable(PREFIX + '.' + section) + '_'));
        if (name.startsWith(METRICS_VARIABLE)) {
            renamedMetrics.all().stream()
                    .filter(metric -> name.endsWith('_' + SettingNames.variable(metric.old())))
                    .forEach(metric -> unknown.add(
                            UnknownSetting.renamed(name, ENVIRONMENT, SettingNames.variable(metric.now()))));
        }
        if (ours && !names.containsVariable(name) && !ServiceLink.is(name, value.toString())) {
            unknown.add(renamed.successorOfVariable(name)
                    .map(successor -> UnknownSetting.renamed(name, ENVIRONMENT, successor))
                    .orElseGet(() -> UnknownSetting.mistyped(name, ENVIRONMENT, names.nearestVariable(name))));
        }
    }

    private void add(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        String written = name.toString();
        String where = placeOf(source, name);
        unknown.add(renamed.successor(written)
                .map(successor -> UnknownSetting.renamed(written, where, successor))
                .orElseGet(() -> UnknownSetting.mistyped(written, where, names.nearest(written))));
    }

    private static String placeOf(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        return Optional.ofNullable(source.getConfigurationProperty(name).getOrigin())
                .map(Object::toString)
                .orElse(source.toString());
    }

    /** Among system properties are those of the launcher and of tests, which are no settings of a service. */
    private static boolean isShared(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> properties
                && properties.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
    }

    private static String sectionOf(ConfigurationPropertyName name) {
        return name.getElement(1, Form.UNIFORM);
    }

    private boolean isEmptySection(IterableConfigurationPropertySource source, ConfigurationPropertyName name) {
        Object value = source.getConfigurationProperty(name).getValue();
        return (value == null || value.toString().isEmpty()) && names.isSection(name);
    }
}
