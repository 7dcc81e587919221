// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.rules;

import dev.sluice.operations.rules.RulesVersion;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.rules.RuleSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parser's settings by the version of the rules. Files only publish: what they say at the start, and each time that they have changed, goes to
 * the log of all parsers. The newest for each of them is what has the highest number in that log, and of several the last. What can't be understood
 * is not published, and a version that can't be used here is left out; both are told until they are mended. Thread-safe.
 */
public final class LiveRules {

    private static final Logger log = LoggerFactory.getLogger(LiveRules.class);

    private final List<Path> files;
    private final Function<Map<String, String>, RuleSet> compiler;
    private final RulesLog published;
    private final InstantSource clock;

    /** What the files said when they were looked at last; null where they could not be read. */
    private Map<String, String> lookedAt;

    /** What they say and is still to be published; null for nothing. */
    private Map<String, String> toPublish;

    /** The last of the log, whether it can be used here or not; null where there is none. */
    private RulesVersion last;

    private volatile ParserSettings newest;
    private volatile Map<String, ParserSettings> byVersion = Map.of();
    private volatile String fileProblem;
    private volatile String versionProblem;

    /**
     * @param settings with the rules that the files say now
     * @param compiler of files' texts by their names
     */
    public LiveRules(
            ParserSettings settings,
            List<Path> files,
            Function<Map<String, String>, RuleSet> compiler,
            RulesLog published,
            InstantSource clock) {
        this.files = List.copyOf(files);
        this.compiler = compiler;
        this.published = published;
        this.clock = clock;
        newest = settings;
        lookedAt = RuleSet.texts(files);
        toPublish = lookedAt;
    }

    /** The settings that chunks are parsed by next; their rules have no version before the log was read, or while it is empty. */
    public ParserSettings settings() {
        return newest;
    }

    /** The settings with a version of the rules; empty if there is none, or it can't be used here. */
    public Optional<ParserSettings> settings(String version) {
        return Optional.ofNullable(byVersion.get(version));
    }

    /** Why the files, or what was published last, can't be used, so that older rules are in force; empty where they can. */
    public Optional<String> problem() {
        return Optional.ofNullable(fileProblem == null ? versionProblem : fileProblem);
    }

    /** Publishes what has changed, and reads what was published by others. While the brokers are away all stays as it is. */
    public synchronized void refresh() {
        look();
        try {
            follow();
        } catch (KafkaException e) {
            log.warn("the versions of the rules can't be read now, and stay as they are: {}", e.getMessage());
        }
    }

    /**
     * Reads all that was published until now, of which a partition's last owner may have used the last; publishes first what the files say.
     *
     * @throws KafkaException if that can't be done now
     */
    public synchronized void catchUp() {
        follow();
    }

    private void look() {
        Map<String, String> texts;
        try {
            texts = RuleSet.texts(files);
        } catch (IllegalArgumentException e) {
            lookedAt = null;
            tellFiles(e);
            return;
        }
        if (texts.equals(lookedAt)) {
            return;
        }
        lookedAt = texts;
        try {
            // Rules may name formats, which only a parser knows.
            new ChunkParser(newest.toBuilder().rules(compiler.apply(texts)).build());
            toPublish = texts;
            fileProblem = null;
        } catch (IllegalArgumentException e) {
            tellFiles(e);
        }
    }

    private void tellFiles(IllegalArgumentException e) {
        if (!e.getMessage().equals(fileProblem)) {
            log.error("the rules stay as they are, since a file of rules can't be used: {}", e.getMessage());
        }
        fileProblem = e.getMessage();
    }

    private void follow() {
        published.read().forEach(this::take);
        if (toPublish == null) {
            return;
        }
        boolean isNews = last == null ? !toPublish.isEmpty() : !last.says(toPublish);
        if (isNews) {
            published.publish(RulesVersion.after(last, toPublish, author(), clock.instant()));
            published.read().forEach(this::take);
        }
        toPublish = null;
    }

    private void take(RulesVersion version) {
        // By a parser that did not know of the newer one yet; compaction can leave it behind that.
        boolean isLate = last != null && version.number() < last.number();
        boolean isSame = last != null && last.version().equals(version.version());
        try {
            ParserSettings settings = newest.toBuilder()
                    .rules(compiler.apply(version.files()), version.version())
                    .build();
            new ChunkParser(settings);
            if (!isSame) {
                remember(version, settings);
            }
            if (!isSame && !isLate) {
                newest = settings;
                log.info(
                        "rules: version {} of {}, by {}, is in force from the next chunk on",
                        version.version(),
                        version.at(),
                        version.by());
                settings.rules().warnings().forEach(log::warn);
            }
            versionProblem = isLate ? versionProblem : null;
        } catch (IllegalArgumentException e) {
            tell(version, isLate, e);
        }
        last = isLate ? last : version;
    }

    private void remember(RulesVersion version, ParserSettings settings) {
        Map<String, ParserSettings> known = new HashMap<>(byVersion);
        known.put(version.version(), settings);
        byVersion = Map.copyOf(known);
    }

    private void tell(RulesVersion version, boolean isLate, IllegalArgumentException cause) {
        String problem =
                "version " + version.version() + " of the rules can't be used by this parser: " + cause.getMessage();
        log.error("the rules stay as they are: {}", problem);
        versionProblem = isLate ? versionProblem : problem;
    }

    /** Who has written the files, as far as the disk knows, and where. */
    private String author() {
        Set<String> owners = new LinkedHashSet<>();
        for (Path file : files) {
            try {
                owners.add(Files.getOwner(file).getName());
            } catch (IOException | UnsupportedOperationException e) {
                owners.add("-");
            }
        }
        return String.join(",", owners.isEmpty() ? Set.of("-") : owners) + '@' + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "-";
        }
    }
}
