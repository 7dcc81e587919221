// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Events of one data stream and minute, added up. Two of them merge into what they would be if their events had been counted together: exactly, but
 * for the counts of paths and clients, which keep the bound of {@link FrequentItems}.
 */
public final class Traffic {

    /** So that no path or client is missed that has more than one in 257 of a minute's requests. */
    static final int CAPACITY = 256;

    /** Longer texts are cut, so that what is kept is bounded. */
    static final int MAX_TEXT = 256;

    static final int CLASSES = 5;

    private long events;
    private long bytes;
    private final long[] statuses = new long[CLASSES];
    private Quantiles sizes = new Quantiles();
    private Quantiles durations = new Quantiles();
    private FrequentItems paths = new FrequentItems(CAPACITY);
    private FrequentItems clients = new FrequentItems(CAPACITY);

    public void add(DetectableEvent event) {
        events++;
        long size = event.number(EventField.BODY_BYTES);
        if (size >= 0) {
            bytes += size;
            sizes.add(size);
        }
        long duration = event.number(EventField.DURATION);
        if (duration >= 0) {
            durations.add(duration);
        }
        int statusClass = (int) (event.number(EventField.STATUS) / 100);
        if (statusClass >= 1 && statusClass <= CLASSES) {
            statuses[statusClass - 1]++;
        }
        add(paths, event.get(EventField.URL_PATH));
        add(clients, event.get(EventField.SOURCE_ADDRESS));
    }

    private static void add(FrequentItems items, String text) {
        if (text != null) {
            items.add(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
        }
    }

    public void merge(Traffic other) {
        events += other.events;
        bytes += other.bytes;
        for (int i = 0; i < CLASSES; i++) {
            statuses[i] += other.statuses[i];
        }
        sizes.merge(other.sizes);
        durations.merge(other.durations);
        paths.merge(other.paths);
        clients.merge(other.clients);
    }

    public long events() {
        return events;
    }

    /** Of the bodies of all answers. */
    public long bytes() {
        return bytes;
    }

    /** @param statusClass 1 for 1xx to 5 for 5xx */
    public long statuses(int statusClass) {
        return statuses[statusClass - 1];
    }

    /** Of answers' bodies, in bytes. */
    public Quantiles sizes() {
        return sizes;
    }

    /** {@code event.duration}, in nanoseconds. */
    public Quantiles durations() {
        return durations;
    }

    public FrequentItems paths() {
        return paths;
    }

    public FrequentItems clients() {
        return clients;
    }

    public byte[] write() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(written)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written.toByteArray();
    }

    void write(DataOutputStream out) throws IOException {
        Varint.write(out, events);
        Varint.write(out, bytes);
        for (long status : statuses) {
            Varint.write(out, status);
        }
        sizes.write(out);
        durations.write(out);
        paths.write(out);
        clients.write(out);
    }

    /** @throws UncheckedIOException if {@code written} is not what {@link #write()} makes */
    public static Traffic read(byte[] written) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(written))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Traffic read(DataInputStream in) throws IOException {
        Traffic traffic = new Traffic();
        traffic.events = Varint.read(in);
        traffic.bytes = Varint.read(in);
        for (int i = 0; i < CLASSES; i++) {
            traffic.statuses[i] = Varint.read(in);
        }
        traffic.sizes = Quantiles.read(in);
        traffic.durations = Quantiles.read(in);
        traffic.paths = FrequentItems.read(in, CAPACITY);
        traffic.clients = FrequentItems.read(in, CAPACITY);
        return traffic;
    }
}
