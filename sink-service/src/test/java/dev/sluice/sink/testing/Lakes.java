// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Looks into the lake through the embedded server's folder. */
public final class Lakes {

    private static final Pattern ID = Pattern.compile("\"event\":\\{[^}]*\"id\":\"([A-Za-z0-9_-]{22})\"");

    /** The server writes to a file of another name first. */
    private static final Pattern OBJECT = Pattern.compile("dataset=.*\\.(gz|zst|parquet)$");

    private Lakes() {}

    /** Keys of all objects, sorted. */
    public static List<String> keys(Path bucket) {
        List<String> keys = new ArrayList<>();
        try {
            Files.walkFileTree(bucket, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String key = bucket.relativize(file).toString();
                    if (OBJECT.matcher(key).find()) {
                        keys.add(key);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                    if (cause instanceof NoSuchFileException && !file.equals(bucket)) {
                        // The server has renamed it since the folder was listed.
                        return FileVisitResult.CONTINUE;
                    }
                    throw cause;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keys.sort(null);
        return keys;
    }

    /** Event ids of all lines of all {@code ndjson.gz} objects, as often as they are there, sorted. */
    public static List<String> ids(Path bucket) {
        return keys(bucket).stream()
                .flatMap(key -> lines(bucket.resolve(key)).stream())
                .map(Lakes::id)
                .sorted()
                .toList();
    }

    public static List<String> lines(Path object) {
        try (var reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(object)), UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(String line) {
        Matcher matcher = ID.matcher(line);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no event.id in " + line);
        }
        return matcher.group(1);
    }
}
