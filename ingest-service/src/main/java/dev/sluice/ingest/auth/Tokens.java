// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a file that may change at any time: it is looked at when a token is checked, at most once a second. A changed file that cannot be
 * read changes nothing and is logged once. Who is over a limit when the file changes starts anew.
 */
final class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(1).toNanos();

    /** Checked in place of a token that does not exist, so that it takes as long. */
    private static final SecretHash NOBODY = SecretHash.of(new byte[16], "");

    private final Path file;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
    private volatile Version version;

    /** What the file held; the time and size tell whether it still does. */
    private record Version(FileTime modified, long size, Map<String, TokenFile.Token> tokens) {}

    /** @throws RuntimeException if the file cannot be read or is not as it should be */
    Tokens(Path file) {
        this.file = file;
        try {
            version = read();
        } catch (IOException e) {
            throw new UncheckedIOException("sluice.ingest.tokens-file " + file + " cannot be read", e);
        }
    }

    /** Whom a presented {@code NAME.SECRET} stands for; empty if it is none of the tokens, in about the same time. */
    Optional<Sender> find(String presented) {
        lookAgain();
        int dot = presented.indexOf('.');
        String name = dot < 0 ? "" : presented.substring(0, dot);
        TokenFile.Token token = version.tokens.get(name);
        boolean matches = (token == null ? NOBODY : token.hash()).matches(presented.substring(dot + 1));
        return token != null && matches ? Optional.of(token.sender()) : Optional.empty();
    }

    private void lookAgain() {
        long last = lookedAt.get();
        long now = System.nanoTime();
        if (now - last < LOOK_EVERY || !lookedAt.compareAndSet(last, now)) {
            return;
        }
        try {
            if (!Files.getLastModifiedTime(file).equals(version.modified) || Files.size(file) != version.size) {
                version = read();
                log.info("Read {} tokens from {}", version.tokens.size(), file);
            }
        } catch (IOException | RuntimeException e) {
            log.error("{} cannot be read; the tokens stay as they were: {}", file, e.toString());
        }
    }

    private Version read() throws IOException {
        // The time first: if the file changes meanwhile, it is read again.
        FileTime modified = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        return new Version(modified, size, TokenFile.read(file));
    }
}
