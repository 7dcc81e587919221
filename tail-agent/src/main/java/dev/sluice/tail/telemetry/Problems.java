// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.telemetry;

import java.time.Clock;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong now and does not mend itself. Each problem is one line in the log, with its cause and the way out, repeated after a minute and
 * then ever more rarely; it is counted in the metrics as long as it lasts, and those that keep the agent from sending are the answer of
 * {@code /ready}.
 */
public final class Problems {

    private static final long FIRST_PAUSE_MILLIS = 60_000;
    private static final long LONGEST_PAUSE_MILLIS = 3_600_000;
    /** Of one kind: a folder of a thousand unreadable files is one problem to whoever reads the log. */
    private static final int LINES_A_MINUTE = 10;

    private static final int MOST_REMEMBERED = 10_000;

    /** What can be wrong. */
    public enum Kind {
        /** The data folder cannot be written. */
        DATA_FOLDER(true),
        /** A line cannot be sent and cannot be set aside. */
        DEAD_LETTERS(true),
        /** A path or glob names no file. */
        NO_FILES(false),
        /** A file or folder cannot be read. */
        UNREADABLE(false),
        /** A compressed file is damaged. */
        DAMAGED(false),
        /** A file is of a kind that is not read. */
        UNSUPPORTED(false),
        /** A link leads to where links must not lead. */
        LINK(false),
        /** More files than can be held open wait for their turn. */
        DESCRIPTORS(false);

        private final boolean blocks;

        Kind(boolean blocks) {
            this.blocks = blocks;
        }

        /** As metrics and the log name it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final class Open {
        private final String message;
        private long nextLine;
        private long pause = FIRST_PAUSE_MILLIS;

        private Open(String message) {
            this.message = message;
        }
    }

    private final AgentLog log;
    private final Clock clock;
    private final Map<Kind, Map<String, Open>> open = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> lines = new EnumMap<>(Kind.class);
    private long minute;

    public Problems(AgentLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
        for (Kind kind : Kind.values()) {
            open.put(kind, new LinkedHashMap<>());
        }
    }

    /**
     * Something is wrong, or still is.
     *
     * @param subject what it is about, such as a path: it is one problem until it is cleared
     * @param message its cause and the way out
     */
    public synchronized void raise(Kind kind, String subject, String message) {
        Map<String, Open> ofKind = open.get(kind);
        Open problem = ofKind.get(subject);
        if (problem == null && ofKind.size() < MOST_REMEMBERED) {
            problem = new Open(message);
            ofKind.put(subject, problem);
        }
        long now = clock.millis();
        if (problem != null && now >= problem.nextLine && mayWrite(kind, now)) {
            problem.nextLine = now + problem.pause;
            problem.pause = Math.min(2 * problem.pause, LONGEST_PAUSE_MILLIS);
            log.error(message, "problem", kind.label(), "subject", subject, "of_this_kind", ofKind.size());
        }
    }

    private boolean mayWrite(Kind kind, long now) {
        if (now / FIRST_PAUSE_MILLIS != minute) {
            minute = now / FIRST_PAUSE_MILLIS;
            lines.clear();
        }
        return lines.merge(kind, 1, Integer::sum) <= LINES_A_MINUTE;
    }

    /** It is not wrong any more, if it ever was. */
    public synchronized void clear(Kind kind, String subject) {
        if (open.get(kind).remove(subject) != null) {
            log.info("solved", "problem", kind.label(), "subject", subject);
        }
    }

    /** Only {@code subjects} of this kind are still wrong. */
    public synchronized void keep(Kind kind, Set<String> subjects) {
        for (String subject : List.copyOf(open.get(kind).keySet())) {
            if (!subjects.contains(subject)) {
                clear(kind, subject);
            }
        }
    }

    /** What keeps the agent from sending, if anything does. */
    public synchronized Optional<String> blocking() {
        return open.entrySet().stream()
                .filter(entry -> entry.getKey().blocks)
                .flatMap(entry -> entry.getValue().values().stream())
                .map(problem -> problem.message)
                .findFirst();
    }

    /** How many there are of each kind. */
    public synchronized Map<Kind, Integer> counts() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        open.forEach((kind, problems) -> counts.put(kind, problems.size()));
        return counts;
    }
}
