// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of a service by their versions. Files only publish: what they say at the start, and each time that they have changed, goes to the log of
 * all instances. The newest for each of them is what has the highest number in that log, and of several the last. What can't be understood is not
 * published, and a version that can't be used here is left out; both are told until they are mended. Thread-safe.
 *
 * @param <T> what texts of files become
 */
public final class PublishedRules<T> {

    private static final Logger log = LoggerFactory.getLogger(PublishedRules.class);

    private final RuleFiles files;
    private final BiFunction<Map<String, String>, String, T> compiler;
    private final RulesLog published;
    private final BiConsumer<RulesVersion, T> known;
    private final int kept;
    private final InstantSource clock;

    /** What the files said when they were looked at last; null where they could not be read. */
    private Map<String, String> lookedAt;

    /** What they say and is still to be published; null for nothing. */
    private Map<String, String> toPublish;

    /** The last of the log, whether it can be used here or not; null where there is none. */
    private RulesVersion last;

    private volatile T newest;
    private volatile String fileProblem;
    private volatile String versionProblem;

    /**
     * @param first what the files say now
     * @param files null where there are none, so that nothing is published
     * @param compiler of files' texts by their names, and the version that they have, which is null before they are published; throws an
     *     {@link IllegalArgumentException} if they can't be used
     * @param known hears of each version that can be used here, before it is in force
     * @param kept how many of the last versions matter when the log is read first
     */
    public PublishedRules(
            T first,
            RuleFiles files,
            BiFunction<Map<String, String>, String, T> compiler,
            RulesLog published,
            BiConsumer<RulesVersion, T> known,
            int kept,
            InstantSource clock) {
        newest = first;
        this.files = files;
        this.compiler = compiler;
        this.published = published;
        this.known = known;
        this.kept = kept;
        this.clock = clock;
        lookedAt = files == null ? null : files.texts();
        toPublish = lookedAt;
    }

    /** What is in force; what the files say before the log was read, or while it is empty. */
    public T newest() {
        return newest;
    }

    /** Why the files, or what was published last, can't be used, so that older rules are in force; empty where they can. */
    public Optional<String> problem() {
        return Optional.ofNullable(fileProblem == null ? versionProblem : fileProblem);
    }

    /** Publishes what has changed, and reads what was published by others. While the brokers are away all stays as it is. */
    public synchronized void refresh() {
        if (files != null) {
            look();
        }
        try {
            follow();
        } catch (KafkaException e) {
            log.warn("the versions of the rules can't be read now, and stay as they are: {}", e.getMessage());
        }
    }

    /**
     * Reads all that was published until now; publishes first what the files say.
     *
     * @throws KafkaException if that can't be done now
     */
    public synchronized void catchUp() {
        follow();
    }

    private void look() {
        Map<String, String> texts;
        try {
            texts = files.texts();
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
            compiler.apply(texts, null);
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
        read();
        if (toPublish == null) {
            return;
        }
        boolean isNews = last == null ? !toPublish.isEmpty() : !last.says(toPublish);
        if (isNews) {
            published.publish(RulesVersion.after(last, toPublish, author(), clock.instant()));
            read();
        }
        toPublish = null;
    }

    private void read() {
        List<RulesVersion> versions = published.read();
        int passedOver = Math.max(0, versions.size() - kept);
        for (RulesVersion version : versions.subList(0, passedOver)) {
            last = isLate(version) ? last : version;
        }
        versions.subList(passedOver, versions.size()).forEach(this::take);
    }

    /** By an instance that did not know of the newer one yet; compaction can leave it behind that. */
    private boolean isLate(RulesVersion version) {
        return last != null && version.number() < last.number();
    }

    private void take(RulesVersion version) {
        boolean isLate = isLate(version);
        boolean isSame = last != null && last.version().equals(version.version());
        try {
            T compiled = compiler.apply(version.files(), version.version());
            if (!isSame) {
                known.accept(version, compiled);
            }
            if (!isSame && !isLate) {
                newest = compiled;
                log.info(
                        "rules: version {} of {}, by {}, is in force from now on",
                        version.version(),
                        version.at(),
                        version.by());
            }
            versionProblem = isLate ? versionProblem : null;
        } catch (IllegalArgumentException e) {
            tell(version, isLate, e);
        }
        last = isLate ? last : version;
    }

    private void tell(RulesVersion version, boolean isLate, IllegalArgumentException cause) {
        String problem = "version " + version.version() + " of the rules can't be used here: " + cause.getMessage();
        log.error("the rules stay as they are: {}", problem);
        versionProblem = isLate ? versionProblem : problem;
    }

    /** Who has written the files, as far as the disk knows, and where. */
    private String author() {
        Set<String> owners = new LinkedHashSet<>();
        for (Path file : files.paths()) {
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
