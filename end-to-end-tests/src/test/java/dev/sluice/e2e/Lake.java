// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
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

    /** All events. */
    List<JsonNode> events() {
        return objects().stream()
                .flatMap(object -> lines(object).stream())
                .map(JSON::readTree)
                .toList();
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
        List<Path> objects = new ArrayList<>();
        try {
            Files.walkFileTree(bucket, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".ndjson.gz")) {
                        objects.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                    if (cause instanceof NoSuchFileException) {
                        // There is no lake yet, or the server has renamed this since the folder was listed.
                        return FileVisitResult.CONTINUE;
                    }
                    throw cause;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    private static List<String> lines(Path object) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(object))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(object + " cannot be read", e);
        }
    }
}
