// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks into the lake: the embedded S3 server keeps each object as a plain file. */
final class Lake {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path bucket;

    Lake(Path bucket) {
        this.bucket = bucket;
    }

    /** All events of a dataset and namespace. */
    List<JsonNode> events(String dataset, String namespace) {
        return objectsOf(dataset, namespace)
                .flatMap(object -> lines(object).stream())
                .map(JSON::readTree)
                .toList();
    }

    /** The same, those of one partition in the order in which the parser wrote them. */
    List<JsonNode> eventsInOrder(String dataset, String namespace) {
        return objectsOf(dataset, namespace)
                .sorted(Comparator.comparing(
                                (Path object) -> object.getFileName().toString())
                        .thenComparing(Path::toString))
                .flatMap(object -> lines(object).stream())
                .map(JSON::readTree)
                .toList();
    }

    /** Number of a dataset's and namespace's events. */
    long count(String dataset, String namespace) {
        return objectsOf(dataset, namespace)
                .mapToLong(object -> lines(object).size())
                .sum();
    }

    private Stream<Path> objectsOf(String dataset, String namespace) {
        return objects().stream()
                .filter(object -> object.toString().contains("/dataset=" + dataset + "/namespace=" + namespace + "/"));
    }

    /** All objects' files. */
    List<Path> objects() {
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(file -> file.toString().endsWith(".ndjson.gz")).toList();
        } catch (NoSuchFileException ignored) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path object) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(object))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(object + " cannot be read", e);
        }
    }
}
