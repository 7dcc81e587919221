// SPDX-License-Identifier: Apache-2.0
package dev.sluice.deployment;

import static dev.sluice.deployment.ComposeFile.strings;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the images take from their environment: {@code image-variables.yaml}, our own settings, and what a script that is mounted reads. */
final class ImageVariables {

    private static final Map<String, Object> LISTS =
            ComposeFile.parse(resource()).root();
    private static final String OURS = "sluice/";

    private final Path project;
    private final String settings;

    ImageVariables(Path project) {
        this.project = project;
        settings = read(project.resolve("docs/configuration.md"));
    }

    /** Names that nobody in this service's container reads. */
    List<String> unknown(Map<String, Object> service) {
        String image = String.valueOf(service.get("image")).replaceFirst(":.*", "");
        return ComposeFile.map(service.getOrDefault("environment", Map.of())).keySet().stream()
                .filter(variable -> !takes(image, variable) && !isReadByAMountedFile(service, variable))
                .toList();
    }

    private boolean takes(String image, String variable) {
        boolean ours = image.startsWith(OURS);
        return strings(LISTS.get(ours ? "sluice" : image)).stream().anyMatch(variable::matches)
                || ours && settings.contains('`' + variable + '`');
    }

    private boolean isReadByAMountedFile(Map<String, Object> service, String variable) {
        Pattern use = Pattern.compile("\\$\\{?" + Pattern.quote(variable) + "\\b");
        return strings(service.get("volumes")).stream()
                .filter(volume -> volume.startsWith("./docker/"))
                .map(volume -> project.resolve(volume.substring(0, volume.indexOf(':'))))
                .filter(Files::isRegularFile)
                .flatMap(file -> Stream.of(read(file)))
                .anyMatch(text -> use.matcher(text).find());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource() {
        try (var in = ImageVariables.class.getResourceAsStream("image-variables.yaml")) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
