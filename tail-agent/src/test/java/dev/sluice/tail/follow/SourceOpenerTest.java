// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.RealPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may write in a followed folder can set a link to another file after it was looked at, and back before anybody looks again. */
class SourceOpenerTest {

    private static final int OPENS = 3_000;

    @TempDir
    private Path temporary;

    private Path logs;
    private Path link;
    private Path inside;
    private Path outside;
    private LinkPolicy policy;

    @BeforeEach
    void files() throws IOException {
        Path root = temporary.toRealPath();
        logs = Files.createDirectory(root.resolve("logs"));
        Path current = Files.createDirectory(logs.resolve("current"));
        inside = Files.writeString(current.resolve("key"), "line\n");
        outside = Files.writeString(
                Files.createDirectory(root.resolve("elsewhere")).resolve("key"), "secret\n");
        link = Files.createSymbolicLink(logs.resolve("app.log"), inside);
        policy = LinkPolicy.of(List.of(logs.toString()), List.of(), true);
    }

    @Test
    void aLinkThatStaysInsideIsOpened() throws IOException {
        assertThat(read(new SourceOpener(8, policy).open(link, id(inside)))).isEqualTo("line\n");
    }

    /** The identity that was looked for is the outside file's own: whoever looked through the link had been led astray already. */
    @Test
    void aLinkThatLeadsOutsideByNowIsNot() throws IOException {
        SourceOpener opener = new SourceOpener(8, policy);
        set(outside);

        assertThat(opener.open(link, id(outside))).isEmpty();
        assertThatThrownBy(() -> opener.openAgain(link)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLinkThatIsSetElsewhereAndBackAfterItWasLookedAtChangesNothing() throws IOException {
        SourceOpener opener = new SourceOpener(8, policy, real -> {
            set(outside);
            try {
                return RealPath.open(real);
            } finally {
                set(inside);
            }
        });

        assertThat(read(opener.open(link, id(inside)))).isEqualTo("line\n");
    }

    @Test
    void aFolderThatBecomesALinkAfterItWasLookedAtIsNotFollowed() throws IOException {
        Path current = inside.getParent();
        Path aside = logs.resolve("aside");
        SourceOpener opener = new SourceOpener(8, policy, real -> {
            Files.move(current, aside);
            Files.createSymbolicLink(current, outside.getParent());
            try {
                return RealPath.open(real);
            } finally {
                Files.delete(current);
                Files.move(aside, current);
            }
        });

        assertThatThrownBy(() -> opener.open(link, id(inside)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic link");
        // Nothing of the budget is lost to what was refused.
        assertThat(read(new SourceOpener(1, policy).open(link, id(inside)))).isEqualTo("line\n");
    }

    @Test
    void aFileThatBecomesALinkAfterItWasLookedAtIsNotFollowed() throws IOException {
        SourceOpener opener = new SourceOpener(8, policy, real -> {
            Path kept = Files.move(inside, logs.resolve("kept"));
            Files.createSymbolicLink(inside, outside);
            try {
                return RealPath.open(real);
            } finally {
                Files.move(kept, inside, StandardCopyOption.REPLACE_EXISTING);
            }
        });

        assertThatThrownBy(() -> opener.open(inside, id(inside)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("symbolic link");
    }

    @Test
    void whileALinkIsSetToAndFroNothingIsReadFromOutside() throws Exception {
        SourceOpener opener = new SourceOpener(8, policy);
        FileId expected = id(inside);
        AtomicBoolean over = new AtomicBoolean();
        Thread other = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                set(outside);
                set(inside);
            }
        });
        try {
            for (int i = 0; i < OPENS; i++) {
                opener.open(link, expected)
                        .ifPresent(
                                source -> assertThat(read(Optional.of(source))).isEqualTo("line\n"));
            }
        } finally {
            over.set(true);
            other.join();
        }
    }

    /** In one step, as a rename is. */
    private void set(Path target) {
        try {
            Path fresh = logs.resolve("fresh");
            Files.createSymbolicLink(fresh, target);
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileId id(Path path) throws IOException {
        return FileId.look(path).id();
    }

    private static String read(Optional<FileSource> opened) {
        try (FileSource source = opened.orElseThrow()) {
            byte[] bytes = new byte[100];
            return new String(bytes, 0, source.read(0, bytes, 0, bytes.length), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
