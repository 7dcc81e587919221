// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parser's settings with the rules that are in force. Files of rules that have changed are read again; what can't be understood
 * changes nothing, and is told until it is mended. Thread-safe.
 */
public final class LiveRules {

    private static final Logger log = LoggerFactory.getLogger(LiveRules.class);

    private final List<Path> files;
    private final Supplier<RuleSet> reader;

    /** Of the files that were looked at last, whether they could be used or not. */
    private String lookedAt;

    private volatile ParserSettings current;
    private volatile String problem;

    /**
     * @param settings with the rules as they are now
     * @param reader reads the rules anew
     */
    public LiveRules(ParserSettings settings, List<Path> files, Supplier<RuleSet> reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
        current = settings;
        lookedAt = digest();
    }

    /** The settings that are in force; another instance once the rules have changed. */
    public ParserSettings settings() {
        return current;
    }

    /** Why the files can't be used, so that older rules are in force; empty where they can. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Reads the files again if one has changed since the last time. */
    public synchronized void refresh() {
        String digest = digest();
        if (digest.equals(lookedAt)) {
            return;
        }
        lookedAt = digest;
        try {
            RuleSet rules = reader.get();
            ParserSettings changed = current.toBuilder().rules(rules).build();
            // Rules may name formats, which only a parser knows.
            new ChunkParser(changed);
            current = changed;
            problem = null;
            log.info("rules were read again: {} are in force from the next chunk on", rules.names());
            rules.warnings().forEach(log::warn);
        } catch (IllegalArgumentException e) {
            problem = e.getMessage();
            log.error(
                    "the rules stay as they are, since a file of rules has changed and can't be used: {}",
                    e.getMessage());
        }
    }

    private String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                try {
                    digest.update(Files.readAllBytes(file));
                    digest.update((byte) 1);
                } catch (IOException e) {
                    // Reading the rules says what is wrong.
                    digest.update((byte) 0);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
