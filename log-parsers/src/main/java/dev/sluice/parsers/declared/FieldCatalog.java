// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ReservedLabels;
import dev.sluice.parsers.json.EcsSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which fields stand where they are named: those of ECS, and those of Elastic's integrations that come along. All others are the sender's own. */
final class FieldCatalog {

    /** What is written around every event, so that a line can't set it. */
    private static final List<String> RESERVED = List.of(
            "ecs",
            "data_stream",
            "event.id",
            "event.kind",
            "event.dataset",
            "event.created",
            "event.ingested",
            "event.original",
            "event.category",
            "event.type",
            "log.file",
            "log.offset",
            "log.syslog",
            "log.attrs",
            "log.flags",
            "log.iostream",
            "sluice",
            "fields",
            "numeric_labels");

    private static final String LABELS = "labels.";

    private static final Map<String, String> INTEGRATIONS = read();

    private FieldCatalog() {}

    /** The type of a field that has a place of its own; empty where it is the sender's own. */
    static Optional<String> typeOf(String path) {
        if (path.startsWith(LABELS) && path.length() > LABELS.length()) {
            return Optional.of("keyword");
        }
        return EcsSchema.typeOf(path).or(() -> Optional.ofNullable(INTEGRATIONS.get(path)));
    }

    /** The reserved field that a path is or is below, or null. A line could say anything under a label that is the service's own word. */
    static String reserved(String path) {
        if (path.startsWith(LABELS) && ReservedLabels.contains(path.substring(LABELS.length()))) {
            return path;
        }
        return RESERVED.stream()
                .filter(name -> path.equals(name) || path.startsWith(name + '.'))
                .findFirst()
                .orElse(null);
    }

    private static Map<String, String> read() {
        try (InputStream resource = FieldCatalog.class.getResourceAsStream("integration-fields.tsv")) {
            return new String(resource.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\t"))
                    .collect(Collectors.toUnmodifiableMap(field -> field[0], field -> field[1]));
        } catch (IOException e) {
            throw new UncheckedIOException("the list of the integrations' fields can't be read", e);
        }
    }
}
