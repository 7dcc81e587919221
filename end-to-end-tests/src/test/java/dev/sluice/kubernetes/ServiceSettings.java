// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service can be told by environment variables: its own settings, from the records that hold them, and Spring Boot's, from its metadata. */
final class ServiceSettings {

    private static final Set<String> SPRINGS = springsOwn();

    /** Those who declare the topics that {@code sluice.topics.*} is about. */
    private static final Set<String> TOPIC_OWNERS = Set.of("ingest", "parser");

    private static final LocalValidatorFactoryBean VALIDATOR = validator();

    private final String service;
    private final List<Class<?>> records;
    /** Names of variables; one that ends with {@code _} is that of a map or a list, which goes on. */
    private final Set<String> variables = new TreeSet<>(SPRINGS);

    /** @param service {@code ingest}, {@code parser} or {@code sink} */
    ServiceSettings(String service) {
        this.service = service;
        records = new ArrayList<>(records("dev.sluice." + service));
        records.addAll(records("dev.sluice.http"));
        if (TOPIC_OWNERS.contains(service)) {
            records.addAll(records("dev.sluice.settings.topics"));
        }
        records.forEach(type -> gather(prefixOf(type), type));
    }

    boolean knows(String variable) {
        return variables.contains(variable)
                || variables.stream().anyMatch(known -> known.endsWith("_") && variable.startsWith(known));
    }

    /** What is wrong with the values: the service's own settings are bound and validated as at its start, upon the defaults in its jar. */
    List<String> problemsOf(Map<String, String> environment) {
        StandardEnvironment spring = environment(environment);
        List<String> problems = new ArrayList<>();
        for (Class<?> type : records) {
            try {
                Binder.get(spring)
                        .bindOrCreate(prefixOf(type), Bindable.of(type), new ValidationBindHandler(VALIDATOR));
            } catch (BindException e) {
                problems.add(e.getMessage() + ": " + e.getCause().getMessage());
            }
        }
        return problems;
    }

    /** A property's value in a container with that environment. */
    String valueOf(String property, Map<String, String> environment, String otherwise) {
        return environment(environment).getProperty(property, otherwise);
    }

    private StandardEnvironment environment(Map<String, String> variables) {
        StandardEnvironment spring = new StandardEnvironment();
        List<String> own = spring.getPropertySources().stream()
                .map(PropertySource::getName)
                .toList();
        own.forEach(spring.getPropertySources()::remove);
        spring.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(variables)));
        spring.getPropertySources().addLast(new MapPropertySource("java", Map.of("java.io.tmpdir", "/tmp")));
        try {
            new YamlPropertySourceLoader()
                    .load("jar", new ClassPathResource(service + "-service.yaml"))
                    .forEach(spring.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spring;
    }

    private void gather(String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + component.getName();
            Class<?> raw = component.getType();
            if (Collection.class.isAssignableFrom(raw)) {
                variables.add(variable(name));
                variables.add(variable(name) + "_");
            } else if (Map.class.isAssignableFrom(raw)) {
                variables.add(variable(name) + "_");
            } else if (raw.isRecord()) {
                gather(name, raw);
            } else {
                variables.add(variable(name));
            }
        }
    }

    private static LocalValidatorFactoryBean validator() {
        LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
        validator.afterPropertiesSet();
        return validator;
    }

    private static List<Class<?>> records(String basePackage) {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        List<Class<?>> found = new ArrayList<>();
        for (var definition : scanner.findCandidateComponents(basePackage)) {
            try {
                found.add(Class.forName(definition.getBeanClassName()));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("no settings in " + basePackage);
        }
        return found;
    }

    private static String prefixOf(Class<?> type) {
        return type.getAnnotation(ConfigurationProperties.class).value();
    }

    /** As Spring Boot wants it: without dashes, dots are underscores. */
    private static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static Set<String> springsOwn() {
        Set<String> found = new TreeSet<>();
        try {
            for (URL url : Collections.list(ServiceSettings.class
                    .getClassLoader()
                    .getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream in = url.openStream()) {
                    for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
                        String name = property.path("name").asString();
                        boolean goesOn = property.path("type").asString().startsWith("java.util.");
                        if (!name.startsWith("sluice.")) {
                            found.add(variable(name));
                            if (goesOn) {
                                found.add(variable(name) + "_");
                            }
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
