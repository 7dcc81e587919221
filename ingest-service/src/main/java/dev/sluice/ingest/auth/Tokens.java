// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of a file that may change at any time: it is read when a token is checked, at most once a second, so that a removed token is refused
 * within two. A changed file that is not as it should be changes nothing, which is logged once and said in {@link #problem}. A file without
 * tokens means nobody. Who is over a limit when the file changes starts anew.
 */
final class Tokens {

    private static final Logger log = LoggerFactory.getLogger(Tokens.class);
    private static final long READ_EVERY = Duration.ofSeconds(1).toNanos();
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(1);
    private static final int LARGEST = 16 << 20;

    /** Checked in place of a token that does not exist, so that it takes as long. */
    private static final SecretHash NOBODY = SecretHash.of(new byte[16], "");

    private final Path file;
    private final TokenFile format;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final AtomicLong readAt;
    private volatile Map<String, TokenFile.Token> tokens;
    private volatile String problem;
    /** What was read last of a settled file, whether it counts or not. */
    private byte[] content;

    private byte[] unsettled;

    /** @throws RuntimeException if the file cannot be read, is not as it should be, or holds no token */
    Tokens(Path file, LimitSettings limits, Clock clock, LongSupplier nanoClock) {
        this.file = file;
        this.clock = clock;
        this.nanoClock = nanoClock;
        format = new TokenFile(limits, nanoClock);
        readAt = new AtomicLong(nanoClock.getAsLong());
        try {
            content = read();
            tokens = format.read(content);
        } catch (IOException e) {
            throw new UncheckedIOException("sluice.ingest.tokens-file " + file + " cannot be read", e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("sluice.ingest.tokens-file " + file + ": " + e.getMessage(), e);
        }
        if (tokens.isEmpty()) {
            throw new IllegalArgumentException(
                    "sluice.ingest.tokens-file " + file + " holds no tokens; make one with ./sluice token new NAME");
        }
    }

    /** Whom a presented {@code NAME.SECRET} stands for; empty if it is none of the tokens, in about the same time. */
    Optional<Sender> find(String presented) {
        readAgain();
        int dot = presented.indexOf('.');
        TokenFile.Token token = tokens.get(nameIn(presented));
        String secret = presented.substring(dot + 1);
        boolean matches = token == null ? NOBODY.matches(secret) : token.matches(secret);
        return token != null && matches ? Optional.of(token.sender()) : Optional.empty();
    }

    /** Whom an AWS access key stands for; empty if no token has it. */
    Optional<Sender> ofAccessKey(String id) {
        readAgain();
        return tokens.values().stream()
                .filter(token -> token.accessKeys().contains(id))
                .findFirst()
                .map(TokenFile.Token::sender);
    }

    /** The name in a presented token if there is a token of that name, whatever its secret. */
    Optional<String> knownName(String presented) {
        return Optional.of(nameIn(presented)).filter(tokens::containsKey);
    }

    /** Why the file as it is now does not count, or that it holds no tokens; empty if all is well. */
    Optional<String> problem() {
        readAgain();
        return Optional.ofNullable(problem);
    }

    int count() {
        return tokens.size();
    }

    private static String nameIn(String presented) {
        int dot = presented.indexOf('.');
        return dot < 0 ? "" : presented.substring(0, dot);
    }

    private void readAgain() {
        long last = readAt.get();
        long now = nanoClock.getAsLong();
        if (now - last >= READ_EVERY && readAt.compareAndSet(last, now)) {
            take();
        }
    }

    private synchronized void take() {
        try {
            byte[] next = read();
            if (!Arrays.equals(next, content) && isSettled(next)) {
                content = next;
                tokens = format.read(next);
                problem = tokens.isEmpty() ? "it holds no tokens, so that nobody may send" : null;
                log.info("Read {} tokens from {}", tokens.size(), file);
            }
        } catch (IOException e) {
            // So that it counts when it is back, even if it is the same.
            content = null;
            report(e.toString());
        } catch (RuntimeException e) {
            report(e.getMessage());
        }
    }

    /** Whether nobody is writing the file any more, as far as can be seen: half of a file could be a file without some of the tokens. */
    private boolean isSettled(byte[] next) throws IOException {
        boolean settled = Arrays.equals(next, unsettled)
                || Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(clock.instant().minus(SETTLED_AFTER));
        unsettled = next;
        return settled;
    }

    private void report(String why) {
        if (!why.equals(problem)) {
            log.error("{} does not count, and the tokens stay as they were: {}", file, why);
        }
        problem = why;
    }

    private byte[] read() throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("it is over " + LARGEST + " bytes");
        }
        return Files.readAllBytes(file);
    }
}
