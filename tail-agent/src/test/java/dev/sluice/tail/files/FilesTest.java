// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.StreamDigest;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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
        "app-2026-11-22.log, app.log",
        "app-20261128.log, app.log",
        "app.2026-11-28.0.log.gz, app.log",
        "app.1.log, app.log",
        "app.log.swp, app.log.swp",
        "app.log.pos, app.log.pos"
    })
    void knowsRotatedNames(String name, String base) {
        assertThat(RotatedName.baseOf(name)).isEqualTo(base);
    }

    @ParameterizedTest
    @CsvSource({
        "app.log.1, true",
        "app.log-1, true",
        "messages.2, true",
        "messages-20261122, true",
        "app-20261128.log, true",
        "app.2026-11-28.0.log.gz, true",
        "app.log.gz, true",
        "worker-1, false",
        "worker.2.log, false",
        "worker-2.log, false",
        "app.log, false"
    })
    void doesNotTakeNumberedWorkersForRotations(String name, boolean sure) {
        assertThat(RotatedName.isSure(name)).isEqualTo(sure);
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

    /** What a look finds; what is not found is not named either. */
    private List<String> found(String glob, String... exclude) throws IOException {
        Globs globs = new Globs(List.of(folder + glob), List.of(exclude));
        List<Path> found = globs.files();
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            assertThat(all.filter(path -> Files.isRegularFile(path) && globs.names(path)))
                    .containsExactlyInAnyOrderElementsOf(found);
        }
        return found.stream().map(path -> folder.relativize(path).toString()).toList();
    }

    @Test
    void namesAFileBeforeItIsThere() {
        Globs globs = new Globs(List.of(folder + "/**/app.log", folder + "/w*"), List.of("*.tmp"));
        assertThat(globs.names(folder.resolve("app.log"))).isTrue();
        assertThat(globs.names(folder.resolve("worker"))).isTrue();
        assertThat(globs.names(folder.resolve("worker.tmp"))).isFalse();
        assertThat(globs.names(folder.resolve("worker/1"))).isFalse();
        assertThat(globs.names(folder)).isFalse();
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
    void sendsWhatIsWholeOfADamagedFile() throws IOException {
        Path file = folder.resolve("a.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("0123456789".repeat(1000).getBytes(UTF_8));
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        byte[] bytes = new byte[20_000];
        try (FileSource source = FileSource.open(file)) {
            int read = source.read(0, bytes, 0, bytes.length);
            assertThat(read).isBetween(1, 9_999);
            assertThatThrownBy(() -> source.read(read, bytes, 0, 10)).isInstanceOf(EOFException.class);
            source.endAtDamage();
            assertThat(source.read(0, bytes, 0, bytes.length)).isEqualTo(read);
            assertThat(source.read(read, bytes, 0, 10)).isZero();
            assertThat(source.damaged()).isTrue();
        }
    }

    @Test
    void fingerprintsTellContentsApart() {
        StreamDigest key = StreamDigest.start();
        byte[] bytes = "hello world, again and again".getBytes(UTF_8);
        Fingerprint fingerprint = Fingerprint.of(key, 6, bytes, 6, 15);
        assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
        assertThat(fingerprint.end()).isEqualTo(21);
        assertThat(fingerprint.matches(key, bytes, 6)).isTrue();
        assertThat(fingerprint.matches(key, "hello wordl, again and again".getBytes(UTF_8), 6))
                .isFalse();
        assertThat(Fingerprint.of(StreamDigest.start(), 6, bytes, 6, 15)).isNotEqualTo(fingerprint);
    }
}
