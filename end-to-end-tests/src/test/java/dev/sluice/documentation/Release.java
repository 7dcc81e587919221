// SPDX-License-Identifier: Apache-2.0
package dev.sluice.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What names a version, besides the build.
 *
 * @param version as in the root pom, such as {@code 0.1.0-SNAPSHOT}
 * @param changelog the text of the changelog
 * @param tags the tag of each of our images, by manifest and image
 * @param recorded versions whose records are kept for the tests of upgrades
 */
record Release(String version, String changelog, Map<String, String> tags, List<String> recorded) {

    private static final String SNAPSHOT = "-SNAPSHOT";
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>sluice</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern TAG = Pattern.compile("name: (sluice/[a-z-]+), newTag: ([^}\\s]+)}");
    private static final Pattern SECTION =
            Pattern.compile("^## \\[([^]]+)](?: - \\d{4}-\\d\\d-\\d\\d)?$", Pattern.MULTILINE);

    static Release read(Path root) throws IOException {
        Matcher version = VERSION.matcher(Files.readString(root.resolve("pom.xml"), UTF_8));
        if (!version.find()) {
            throw new IllegalStateException("the root pom names no version");
        }
        Map<String, String> tags = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve("k8s"))) {
            for (Path file :
                    files.filter(path -> path.endsWith("kustomization.yaml")).toList()) {
                Matcher tag = TAG.matcher(Files.readString(file, UTF_8));
                while (tag.find()) {
                    tags.put(root.relativize(file) + ": " + tag.group(1), tag.group(2));
                }
            }
        }
        try (Stream<Path> folders = Files.list(root.resolve("log-model/releases"))) {
            return new Release(
                    version.group(1),
                    Files.readString(root.resolve("CHANGELOG.md"), UTF_8),
                    tags,
                    folders.filter(Files::isDirectory)
                            .map(folder -> folder.getFileName().toString())
                            .toList());
        }
    }

    /** @return what does not fit the version; empty if all is well */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        String released = version.replace(SNAPSHOT, "");
        tags.forEach((place, tag) -> {
            if (!tag.equals(released)) {
                problems.add(place + " has the tag " + tag + ", not " + released);
            }
        });
        List<String> sections = SECTION.matcher(changelog)
                .results()
                .map(section -> section.group(1))
                .toList();
        if (version.endsWith(SNAPSHOT)) {
            if (sections.isEmpty() || !sections.getFirst().equals("Unreleased")) {
                problems.add("CHANGELOG.md does not begin with [Unreleased]");
            }
            return problems;
        }
        if (!changelog.contains("\n## [" + released + "] - ")) {
            problems.add("CHANGELOG.md has no dated section [" + released + "]");
        } else if (!sections.stream()
                .filter(name -> !name.equals("Unreleased"))
                .toList()
                .getFirst()
                .equals(released)) {
            problems.add("CHANGELOG.md has something above [" + released + "]");
        }
        if (!recorded.contains(released)) {
            problems.add("log-model/releases has no records of " + released);
        }
        return problems;
    }
}
