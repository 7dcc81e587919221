// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Looks into the lake through the embedded server's folder. */
public final class Lakes {

    private static final Pattern ID = Pattern.compile("\"event\":\\{[^}]*\"id\":\"([A-Za-z0-9_-]{22})\"");

    /** The server writes to a file of another name first. */
    private static final Pattern OBJECT = Pattern.compile("dataset=.*\\.(gz|zst|parquet)$");

    private Lakes() {}

    /** Keys of all objects, sorted. */
    public static List<String> keys(Path bucket) {
        try (Stream<Path> files = Files.walk(bucket)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bucket.relativize(file).toString())
                    .filter(key -> OBJECT.matcher(key).find())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
