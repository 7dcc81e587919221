// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import dev.sluice.benchmarks.Corpus;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.detection.RuleFolder;
import dev.sluice.detector.detection.SourcePresence;
import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.detector.traffic.PartialTraffic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What detection alone costs, without Kafka: nanoseconds of one thread's processor time for an event, with 10, 100 and 1,000 rules by turns, and for
 * finding the fields in it alone, with telling that its source is there, and with adding it to the sums of its minute. So it tells what rules add
 * also on a machine that does other things.
 *
 * <p>Arguments: rounds (the first third warms up and does not count), {@code searches} (the default) or {@code plain}, without the lines that are
 * searches for words in quotes and accents.
 */
public final class DetectorCost {

    private static final int[] RULES = {10, 100, 1_000};
    private static final int REPEATS = 3;
    private static final byte[] STREAM = "logs-apache.access-default".getBytes(StandardCharsets.UTF_8);

    /** Of one partition, in the tenth of a second between two commits, at 100,000 events a second. */
    private static final int EVENTS_A_COMMIT = 10_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<byte[]> events;
    private final SourcePresence presence = new SourcePresence();
    private final PartialTraffic traffic = new PartialTraffic(() -> {});
    private long found;

    private DetectorCost(List<byte[]> events) {
        this.events = events;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        boolean plain = arguments.length > 1 && arguments[1].equals("plain");
        List<byte[]> events = new ParsedEvents(DetectorRules.lines(Corpus.combined()).stream()
                        .filter(line -> !plain || !line.contains(DetectorRules.SEARCH))
                        .toList())
                .next(1).stream().map(ParsedEvents.Event::json).toList();
        Path folder = Files.createTempDirectory("detector-cost");
        try {
            new DetectorCost(events).run(folder, rounds);
        } finally {
            Folders.delete(folder);
        }
    }

    private void run(Path folder, int rounds) {
        List<String> names = new ArrayList<>(List.of("fields alone", "fields and presence", "fields and traffic"));
        List<Runnable> contestants =
                new ArrayList<>(List.of(this::readAll, this::readAllAndTellPresence, this::readAllAndAddUp));
        for (int rules : RULES) {
            Path ofRules = folder.resolve(Integer.toString(rules));
            DetectorRules.write(ofRules, rules);
            EventDetector detector = new EventDetector(RuleFolder.rules(List.of(ofRules)));
            names.add(rules + " rules");
            contestants.add(() -> detectAll(detector));
        }
        double[][] nanos = new double[contestants.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < contestants.size(); turn++) {
                int who = (round + turn) % contestants.size();
                nanos[who][round] = nanosAnEvent(contestants.get(who));
            }
        }
        for (int who = 0; who < contestants.size(); who++) {
            double[] measured = Arrays.copyOfRange(nanos[who], rounds / 3, rounds);
            Arrays.sort(measured);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,.0f ns an event (%,.0f – %,.0f)%n",
                    names.get(who),
                    measured[measured.length / 2],
                    measured[0],
                    measured[measured.length - 1]);
        }
        System.out.println(found + " signals and statuses");
    }

    private double nanosAnEvent(Runnable work) {
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < REPEATS; i++) {
            work.run();
        }
        return (threads.getCurrentThreadCpuTime() - before) / (double) REPEATS / events.size();
    }

    private void readAll() {
        for (byte[] event : events) {
            found += DetectableEvent.read(event).has(EventField.STATUS) ? 1 : 0;
        }
    }

    private void readAllAndTellPresence() {
        for (byte[] event : events) {
            found += presence.of(DetectableEvent.read(event)).isPresent() ? 1 : 0;
        }
    }

    /** With a commit after each round, so that sums are written as often as by the service at its full speed. */
    private void readAllAndAddUp() {
        int since = 0;
        for (byte[] event : events) {
            traffic.add(STREAM, DetectableEvent.read(event));
            if (++since == EVENTS_A_COMMIT) {
                since = 0;
                traffic.drain((key, sums) -> found += sums.write().length);
            }
        }
    }

    private void detectAll(EventDetector detector) {
        for (byte[] event : events) {
            DetectableEvent read = DetectableEvent.read(event);
            presence.of(read).ifPresent(signal -> found++);
            detector.signals(read, signal -> found++);
        }
    }
}
