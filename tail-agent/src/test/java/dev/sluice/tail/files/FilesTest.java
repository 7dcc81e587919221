// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "app.log.1, app.log",
        "app.log.12.gz, app.log",
        "app.log-20261122, app.log",
        "app.log-2026-11-22.gz, app.log",
        "0.log.20261122-213000, 0.log",
        "0.log.20261122-213000.gz, 0.log",
        "app.log.old, app.log",
        "app.log.gz, app.log",
        "app.log, app.log",
        "app-2026-11-22.log, app-2026-11-22.log",
        "app.log.swp, app.log.swp",
        "app.log.pos, app.log.pos"
    })
    void knowsRotatedNames(String name, String base) {
        assertThat(RotatedName.baseOf(name)).isEqualTo(base);
        assertThat(RotatedName.isOf(base, name)).isEqualTo(!name.equals(base));
    }

    @Test
    void expandsGlobs() throws IOException {
        for (String name : List.of("a.log", "b.log", "b.txt", "sub/c.log", "sub/deep/d.log", "other/c.log")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
        Files.createSymbolicLink(folder.resolve("link.log"), folder.resolve("b.txt"));
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("sub"));
        assertThat(found("/*.log")).containsExactly("a.log", "b.log", "link.log");
        assertThat(found("/{a,b}.l?g")).containsExactly("a.log", "b.log");
        assertThat(found("/*/c.log")).containsExactly("linked/c.log", "other/c.log", "sub/c.log");
        assertThat(found("/**/*.log"))
                .containsExactly("a.log", "b.log", "link.log", "other/c.log", "sub/c.log", "sub/deep/d.log");
        assertThat(found("/b.txt")).containsExactly("b.txt");
        assertThat(found("/none/*.log")).isEmpty();
        assertThat(found("/**/*.log", "b*", folder + "/**/d.log"))
                .containsExactly("a.log", "link.log", "other/c.log", "sub/c.log");
    }

    private List<String> found(String glob, String... exclude) {
        return new Globs(List.of(folder + glob), List.of(exclude))
                .files().stream()
                        .map(path -> folder.relativize(path).toString())
                        .toList();
    }

    @Test
    void readsCompressedFilesByTheirPlaces() throws IOException {
        Path file = folder.resolve("a.gz");
        // Two members, as after gzip has appended.
        try (OutputStream out = Files.newOutputStream(file)) {
            for (String part : List.of("0123456789", "abcdef")) {
                GZIPOutputStream gzip = new GZIPOutputStream(out);
                gzip.write(part.getBytes(UTF_8));
                gzip.finish();
            }
        }
        byte[] bytes = new byte[8];
        try (FileSource source = FileSource.open(file)) {
            // Another file under its name does not matter any more.
            Files.move(file, folder.resolve("b.gz"));
            Files.writeString(file, "not gzip");
            assertThat(source.read(8, bytes, 0, 4)).isEqualTo(4);
            assertThat(new String(bytes, 0, 4, UTF_8)).isEqualTo("89ab");
            assertThat(source.read(1, bytes, 0, 2)).isEqualTo(2);
            assertThat(new String(bytes, 0, 2, UTF_8)).isEqualTo("12");
            assertThat(source.size()).isEqualTo(Long.MAX_VALUE);
            assertThat(source.read(14, bytes, 0, 8)).isEqualTo(2);
            assertThat(source.size()).isEqualTo(16);
            assertThat(source.read(99, bytes, 0, 8)).isZero();
        }
    }

    @Test
    void marksTellContentsApart() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "hello world");
        Mark mark = Mark.of(6, "hello world".getBytes(UTF_8), 6, 5);
        assertThat(Mark.parse(mark.toString())).isEqualTo(mark);
        assertThat(mark.end()).isEqualTo(11);
        try (FileSource source = FileSource.open(file)) {
            assertThat(mark.matches(source)).isTrue();
        }
        Files.writeString(file, "hello wordl");
        try (FileSource source = FileSource.open(file)) {
            assertThat(mark.matches(source)).isFalse();
        }
        Files.writeString(file, "hello");
        try (FileSource source = FileSource.open(file)) {
            assertThat(mark.matches(source)).isFalse();
        }
    }
}
