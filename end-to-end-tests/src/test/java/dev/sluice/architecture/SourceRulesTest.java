// SPDX-License-Identifier: Apache-2.0
package dev.sluice.architecture;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a reader may count on in the main code of all modules. CONTRIBUTING.md says why. */
class SourceRulesTest {

    private static final int LONGEST_CLASS = 350;
    private static final int LONGEST_JAVADOC_LINE = 150;

    /** What makes a meter, with its first argument: its name. */
    private static final Pattern METER = Pattern.compile(
            "\\b(?:Counter|Timer|Gauge|TimeGauge|DistributionSummary|FunctionCounter|FunctionTimer|LongTaskTimer|MultiGauge)"
                    + "\\s*\\.builder\\(\\s*([^,)]*)"
                    + "|\\b(?:registry|meters)\\s*\\.(?:counter|timer|summary|gauge)\\(\\s*([^,)]*)");

    /** The agent has no registry: it writes Prometheus' text itself. */
    private static final Pattern AGENT_METER = Pattern.compile("\\b(?:counter|type|labelled)\\(out, ([^,)]*)");

    private static final Pattern WHOLE_NAME = Pattern.compile("\"sluice[._][a-z0-9._]+\"");
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]*");

    private static final Pattern EXPRESSION = Pattern.compile("\\bPattern\\.compile\\(\\s*(\"|[A-Z][A-Z_]+\\b)?");

    /** What is compiled there is ours all the same: the signs of attacks, and the names of settings. */
    private static final Set<String> EXPRESSIONS_OF_OURS = Set.of("Sign.java", "SettingNames.java");

    private final Map<Path, String> sources = sources();

    @Test
    void noSimpleNameStandsForTwoClasses() {
        Map<String, List<Path>> byName = new TreeMap<>(sources.keySet().stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(groupingBy(file -> file.getFileName().toString())));
        byName.values().removeIf(files -> files.size() == 1);

        assertThat(byName).isEmpty();
    }

    /** Spring reads a form's parts of any request before it looks who the request is for, and answers 500 where they are none. */
    @Test
    void noServiceReadsForms() throws IOException {
        Pattern off = Pattern.compile("(?m)^  servlet:\n    multipart:\n(      #.*\n)*      enabled: false$");
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> settings = modules.map(
                            module -> module.resolve("src/main/resources/" + module.getFileName() + ".yaml"))
                    .filter(Files::exists)
                    .toList();

            assertThat(settings)
                    .hasSize(5)
                    .allSatisfy(file -> assertThat(file).content().containsPattern(off));
        }
    }

    @Test
    void noClassIsLong() {
        assertThat(sources.entrySet())
                .filteredOn(source -> source.getValue().lines().count() > LONGEST_CLASS)
                .extracting(Map.Entry::getKey)
                .isEmpty();
    }

    @Test
    void noLineOfJavadocIsLong() {
        List<String> tooLong = new ArrayList<>();
        sources.forEach((file, text) -> {
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.length() > LONGEST_JAVADOC_LINE && line.strip().matches("(/\\*\\*|\\*).*")) {
                    tooLong.add(file + ":" + (i + 1));
                }
            }
        });

        assertThat(tooLong).isEmpty();
    }

    /** Whoever searches the code for a meter's name finds it, in the one class of the module that has them all. */
    @Test
    void everyMeterIsNamedWholeAndInOnePlaceAModule() {
        Map<String, List<Path>> classesWithMeters = new TreeMap<>();
        List<String> composed = new ArrayList<>();
        sources.forEach((file, text) -> {
            List<String> names = meterNames(text, moduleOf(file).equals("tail-agent") ? AGENT_METER : METER);
            names.stream()
                    .filter(name -> !isWhole(name, text))
                    .map(name -> file + ": " + name)
                    .forEach(composed::add);
            if (!names.isEmpty()) {
                classesWithMeters
                        .computeIfAbsent(moduleOf(file), module -> new ArrayList<>())
                        .add(file);
            }
        });

        assertThat(composed).isEmpty();
        assertThat(classesWithMeters)
                .containsKeys("ingest-service", "parser-service", "sink-service", "detector-service", "tail-agent")
                .allSatisfy((module, files) -> assertThat(files).hasSize(1));
    }

    /** A pattern that a user brings, or is made of what a user brings, would take for ever on a text that somebody else brings. */
    @Test
    void onlyExpressionsOfOursAreCompiledByTheEngineThatBacktracks() {
        List<Path> others = sources.entrySet().stream()
                .filter(source -> source.getValue().contains("import java.util.regex.Pattern;"))
                .filter(source ->
                        EXPRESSION.matcher(source.getValue()).results().anyMatch(compiled -> compiled.group(1) == null))
                .map(Map.Entry::getKey)
                .filter(file -> !EXPRESSIONS_OF_OURS.contains(file.getFileName().toString()))
                .toList();

        assertThat(others).isEmpty();
    }

    private static List<String> meterNames(String text, Pattern meter) {
        return meter.matcher(text)
                .results()
                .map(found -> found.group(found.groupCount() > 1 && found.group(1) == null ? 2 : 1))
                .map(String::strip)
                // The method that is called with the name.
                .filter(name -> !name.equals("name"))
                .toList();
    }

    /** A literal, or a constant of the same class that is one. */
    private static boolean isWhole(String name, String text) {
        return WHOLE_NAME.matcher(name).matches()
                || CONSTANT.matcher(name).matches()
                        && Pattern.compile("String " + name + "\\s*=\\s*" + WHOLE_NAME + "\\s*;")
                                .matcher(text)
                                .find();
    }

    private static String moduleOf(Path file) {
        return file.subpath(0, 1).toString();
    }

    /** Text of each class, by its path in the repository. */
    private static Map<Path, String> sources() {
        Path root = Path.of("..").toAbsolutePath().normalize();
        Map<Path, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                                .toList()) {
                            sources.put(root.relativize(file), Files.readString(file));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(sources).hasSizeGreaterThan(200);
        return sources;
    }
}
