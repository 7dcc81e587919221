// SPDX-License-Identifier: Apache-2.0
package dev.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which module may see which: data goes one way, and a service knows only the topic before it and the topic after it. */
class ModulesTest {

    /** Each module's package → the other modules' packages that it may use. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("kafka", List.of("model")),
            Map.entry("tracing", List.of("model")),
            Map.entry("http", List.of()),
            Map.entry("tail", List.of("model")),
            Map.entry("parsers", List.of("model")),
            Map.entry("ingest", List.of("model", "http", "settings", "tracing")),
            Map.entry("parser", List.of("model", "parsers", "operations", "kafka", "settings", "http", "tracing")),
            Map.entry("sink", List.of("model", "kafka", "http", "tracing")),
            Map.entry("detector", List.of("model", "operations", "http")),
            Map.entry("operations", List.of("model")),
            Map.entry("console", List.of("model", "parsers", "operations", "http")),
            Map.entry("embedded", List.of()),
            Map.entry("explorer", List.of()),
            Map.entry("settings", List.of("model")),
            Map.entry(
                    "standalone",
                    List.of(
                            "model",
                            "parsers",
                            "settings",
                            "ingest",
                            "parser",
                            "detector",
                            "sink",
                            "console",
                            "operations",
                            "tail",
                            "embedded")));

    private static final JavaClasses SLUICE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.sluice");

    @Test
    void allModulesAreSeen() {
        MAY_USE.keySet()
                .forEach(module -> assertThat(SLUICE.that(resideInAPackage("dev.sluice." + module + ".."))
                                .isEmpty())
                        .as(module)
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyThoseThatItMay(String module) {
        List<String> allowed = new ArrayList<>(List.of("dev.sluice." + module + ".."));
        MAY_USE.get(module).forEach(other -> allowed.add("dev.sluice." + other + ".."));

        classes()
                .that()
                .resideInAPackage("dev.sluice." + module + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackage("dev.sluice..").or(resideInAnyPackage(allowed.toArray(String[]::new))))
                .check(SLUICE);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void packagesOfAModuleHaveNoCycles(String module) {
        slices().matching("dev.sluice." + module + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(SLUICE);
    }

    @Test
    void whatIsPlainJavaStaysPlainJava() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.sluice.model..", "dev.sluice.parsers..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.apache.kafka..")
                .check(SLUICE);
    }

    static Stream<String> modules() {
        return MAY_USE.keySet().stream().sorted();
    }
}
