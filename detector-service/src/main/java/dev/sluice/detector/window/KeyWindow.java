// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The sliding window of one rule and one key, in the time of the events.
 *
 * <p>Signals are gathered by the second and counted when the second is closed, in order of time, whatever order they came in. So what comes out
 * depends on the signals alone: the same live, after a crash, and from the lake, unless a signal came after its second was closed, which
 * {@link #add} tells. Within a second, signals are counted together, and those that are kept as samples are those with the smallest ids.
 *
 * <p>Not thread-safe. {@link #write} and {@link #read} take it through a store.
 */
public final class KeyWindow {

    /** Different values that are told apart in a window. */
    public static final int MAX_VALUES = WindowCount.MAX_VALUES;

    /** Signals that an incident keeps as evidence. */
    private static final int SAMPLES = 10;

    /** Between two updates of an incident that goes on. */
    private static final long UPDATE_EVERY = 60;

    private static final int VERSION = 1;
    private static final long NEVER = Long.MIN_VALUE;

    private final WindowSpec spec;

    /** Signals of seconds that are still open. */
    private final TreeMap<Long, List<Signal>> open = new TreeMap<>();

    private final WindowCount counted;

    /** Signals within the window while there is no incident, and of an incident its first. */
    private final List<Signal> samples = new ArrayList<>();

    private long closedThrough = NEVER;
    private long start = NEVER;
    private long lastAbove;
    private long lastTold;
    private long highest;
    private long total;

    public KeyWindow(WindowSpec spec) {
        this.spec = spec;
        this.counted = WindowCount.of(spec);
    }

    /** Takes a signal; false, and nothing else, if its second has been closed. */
    public boolean add(Signal signal) {
        if (signal.second() <= closedThrough) {
            return false;
        }
        open.computeIfAbsent(signal.second(), second -> new ArrayList<>()).add(signal);
        return true;
    }

    /** The latest second that has a signal, open or closed; {@link Long#MIN_VALUE} if there was none. */
    public long latest() {
        return open.isEmpty() ? closedThrough : Math.max(closedThrough, open.lastKey());
    }

    /** Closes all seconds up to {@code through}, and tells what that changes. */
    public void close(long through, Consumer<IncidentChange> changes) {
        while (!open.isEmpty() && open.firstKey() <= through) {
            Map.Entry<Long, List<Signal>> second = open.pollFirstEntry();
            pass(second.getKey(), changes);
            count(second.getKey(), second.getValue(), changes);
            closedThrough = second.getKey();
        }
        pass(through, changes);
    }

    /** Nothing was there since the last second that was counted. */
    private void pass(long through, Consumer<IncidentChange> changes) {
        endIfQuiet(through, changes);
        beginIfSilent(through, changes);
        endIfQuiet(through, changes);
    }

    /** Whether nothing would be lost with it once {@code second} is reached. */
    public boolean isOver(long second) {
        return open.isEmpty() && start == NEVER && (closedThrough == NEVER || second - closedThrough >= spec.length());
    }

    private void endIfQuiet(long second, Consumer<IncidentChange> changes) {
        long end = lastAbove + spec.quiet();
        if (start != NEVER && second >= end) {
            end(end, changes);
        }
    }

    private void end(long at, Consumer<IncidentChange> changes) {
        changes.accept(change(IncidentChange.Kind.CLOSED, at));
        start = NEVER;
        samples.clear();
        counted.incidentIsOver();
    }

    /** An incident that nothing comes starts when the last has come, and ends with what comes next. */
    private void beginIfSilent(long second, Consumer<IncidentChange> changes) {
        long from = counted.silentFrom();
        if (start == NEVER && second >= from) {
            start = closedThrough;
            lastAbove = from;
            lastTold = from;
            highest = 0;
            total = 0;
            changes.accept(change(IncidentChange.Kind.OPENED, from));
        }
    }

    private void count(long second, List<Signal> signals, Consumer<IncidentChange> changes) {
        if (start != NEVER && spec.measure() == WindowSpec.Measure.SILENCE) {
            end(second, changes);
        }
        counted.beginSecond(second);
        if (start == NEVER) {
            samples.removeIf(sample -> sample.second() <= second - counted.recentSeconds());
        }
        signals.sort((a, b) -> a.time() != b.time()
                ? Long.compare(a.time(), b.time())
                : a.eventId().compareTo(b.eventId()));
        for (Signal signal : signals) {
            if (counted.add(signal, second) && samples.size() < SAMPLES) {
                samples.add(signal);
            }
        }
        if (start != NEVER) {
            total += signals.size();
        }
        long count = counted.count(second);
        if (count < spec.threshold()) {
            return;
        }
        lastAbove = second;
        if (start == NEVER) {
            start = samples.getFirst().second();
            highest = count;
            total = sumOfSignals(second, signals);
            lastTold = second;
            changes.accept(change(IncidentChange.Kind.OPENED, second));
            return;
        }
        highest = Math.max(highest, count);
        if (second - lastTold >= UPDATE_EVERY) {
            lastTold = second;
            changes.accept(change(IncidentChange.Kind.CONTINUED, second));
        }
    }

    /** Signals that led to the threshold: what is kept of them, and all of the last second. */
    private long sumOfSignals(long second, List<Signal> signals) {
        return samples.stream().filter(sample -> sample.second() < second).count() + signals.size();
    }

    private IncidentChange change(IncidentChange.Kind kind, long at) {
        return new IncidentChange(kind, start, at, highest, total, samples);
    }

    /** Everything, for a store. */
    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(closedThrough);
            out.writeLong(start);
            out.writeLong(lastAbove);
            out.writeLong(lastTold);
            out.writeLong(highest);
            out.writeLong(total);
            counted.write(out);
            write(samples, out);
            write(open.values().stream().flatMap(List::stream).toList(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if {@code bytes} are not what {@link #write} makes */
    public static KeyWindow read(WindowSpec spec, byte[] bytes) {
        KeyWindow window = new KeyWindow(spec);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a window's state has version " + VERSION + ", was " + version);
            }
            window.closedThrough = in.readLong();
            window.start = in.readLong();
            window.lastAbove = in.readLong();
            window.lastTold = in.readLong();
            window.highest = in.readLong();
            window.total = in.readLong();
            window.counted.read(in);
            window.samples.addAll(signals(in));
            signals(in).forEach(window::add);
        } catch (IOException e) {
            throw new IllegalArgumentException("not the state of a window", e);
        }
        return window;
    }

    private static void write(List<Signal> signals, DataOutputStream out) throws IOException {
        out.writeInt(signals.size());
        for (Signal signal : signals) {
            out.write(SignalCodec.write(signal));
        }
    }

    private static List<Signal> signals(DataInputStream in) throws IOException {
        List<Signal> signals = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            signals.add(SignalCodec.read(in));
        }
        return signals;
    }
}
