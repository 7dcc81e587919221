// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents for newcomers name is there. */
class DocumentsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
    private static final Pattern CLASS = Pattern.compile("[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*");

    /** Files and folders of this repository. */
    private static final Pattern PATH = Pattern.compile("\\.?[a-z][a-z0-9-]*(/[A-Za-z0-9._-]+)+");

    /** A sender's address, or a call with curl, in the clear and not on loopback. */
    private static final Pattern IN_THE_CLEAR = Pattern.compile(
            "(curl|url:|endpoint:|Bearer|SLUICE_TOKEN).*http://(?!127\\.0\\.0\\.1|localhost|\\[::1]|(parser|detector)\\.)");

    /** Placeholders of recipes. */
    private static final String PLACEHOLDER = "NAME";

    @ParameterizedTest
    @ValueSource(strings = {"ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/hardening.md"})
    void namesOnlyClassesThatThereAre(String document) throws IOException {
        Set<String> classes = classes();

        assertThat(matches(CODE, document).stream().filter(CLASS.asMatchPredicate()))
                .isNotEmpty()
                .isSubsetOf(classes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/hardening.md"})
    void namesOnlyFilesThatThereAre(String document) throws IOException {
        Path folder = ROOT.resolve(document).getParent();
        List<String> links = matches(LINK, document).stream()
                .filter(link -> !link.contains("://"))
                .toList();

        assertThat(links)
                .isNotEmpty()
                .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
        assertThat(matches(CODE, document).stream().filter(PATH.asMatchPredicate()))
                .allSatisfy(path ->
                        assertThat(ROOT.resolve(withoutPlaceholder(path))).exists());
    }

    /** A module that is not in the README's table of folders is not found by anybody. */
    @Test
    void theReadmeAndTheArchitectureListEveryModule() throws IOException {
        List<String> modules = Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1))
                .toList();

        assertThat(modules).isNotEmpty();
        assertThat(matches(LINK, "README.md")).containsAll(modules);
        assertThat(matches(LINK, "ARCHITECTURE.md")).containsAll(modules);
    }

    /** Who copies an example sends its token with it. */
    @Test
    void examplesOfSendersLeadToOtherMachinesByHttpsOnly() throws IOException {
        List<Path> documents = documents();

        assertThat(documents).hasSizeGreaterThan(20);
        assertThat(documents)
                .allSatisfy(document -> assertThat(
                                Files.readString(document).lines().filter(IN_THE_CLEAR.asPredicate()))
                        .as(document.toString())
                        .isEmpty());
    }

    /** With an older operator, or one that looks at its own namespace only, nothing happens and nobody says why. */
    @Test
    void whatTheOperatorsNeedIsSaid() throws IOException {
        assertThat(ROOT.resolve("k8s/README.md"))
                .content()
                .contains("`kafka.strimzi.io/v1` is known from Strimzi 0.49 on")
                .contains(
                        "Strimzi's operator watches the namespace it is installed in and no other unless told otherwise");
    }

    private static List<Path> documents() throws IOException {
        return List.copyOf(files(".md"));
    }

    /** All files of the project whose names end so. */
    private static Set<Path> files(String ending) throws IOException {
        Set<Path> files = new TreeSet<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                return name.equals("target") || name.startsWith(".") && !folder.equals(ROOT)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(ending)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    private static String withoutPlaceholder(String path) {
        int placeholder = path.indexOf('/' + PLACEHOLDER);
        return placeholder < 0 ? path : path.substring(0, placeholder);
    }

    private static List<String> matches(Pattern pattern, String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document)).replaceAll("(?s)```.*?```", "");
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    /** Simple names of all classes, tests included. */
    private static Set<String> classes() throws IOException {
        return files(".java").stream()
                .map(file -> file.getFileName().toString())
                .map(name -> name.substring(0, name.length() - ".java".length()))
                .collect(Collectors.toSet());
    }
}
