// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * With which pages one was seen together, and how often: what was {@code halfLife} ago counts half. Of more than {@value #MOST} pages the least one
 * makes room (space-saving: Metwally and others, 2005, with decay): the new one takes over its score, as one that it may not have earned. What is
 * told is what was earned for sure. Not thread-safe.
 */
public final class Neighbours {

    /** A page that was seen together, and how often for sure, decayed. */
    public record Neighbour(String path, double score) {}

    static final int MOST = 64;

    private static final Comparator<Neighbour> FIRST =
            Comparator.comparingDouble(Neighbour::score).reversed().thenComparing(Neighbour::path);

    private final double halfLife;
    private final Map<String, double[]> scores = new HashMap<>();

    /** As of when scores are, seconds since 1970. */
    private long second;

    public Neighbours(Duration halfLife) {
        this.halfLife = halfLife.toSeconds();
    }

    /** Counts that {@code path} was seen together with this page at {@code second}; times need not be in order. */
    public void add(String path, long second) {
        if (second > this.second) {
            double factor = decay(second - this.second);
            scores.values().forEach(score -> {
                score[0] *= factor;
                score[1] *= factor;
            });
            this.second = second;
        }
        double weight = decay(this.second - second);
        double[] known = scores.get(path);
        if (known == null) {
            known = newcomer();
            scores.put(path, known);
        }
        known[0] += weight;
    }

    /** Score and how much of it is not for sure. */
    private double[] newcomer() {
        if (scores.size() < MOST) {
            return new double[2];
        }
        Map.Entry<String, double[]> least = scores.entrySet().stream()
                .min(Comparator.comparingDouble((Map.Entry<String, double[]> entry) -> entry.getValue()[0])
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow();
        scores.remove(least.getKey());
        return new double[] {least.getValue()[0], least.getValue()[0]};
    }

    private double decay(long seconds) {
        return Math.pow(0.5, seconds / halfLife);
    }

    /** The {@code k} that were seen together most, as of {@code now}, seconds since 1970. */
    public List<Neighbour> top(int k, long now) {
        double factor = decay(Math.max(0, now - second));
        return scores.entrySet().stream()
                .map(entry -> new Neighbour(entry.getKey(), (entry.getValue()[0] - entry.getValue()[1]) * factor))
                .sorted(FIRST)
                .limit(k)
                .toList();
    }

    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(second);
            out.writeInt(scores.size());
            for (Map.Entry<String, double[]> entry : scores.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeDouble(entry.getValue()[0]);
                out.writeDouble(entry.getValue()[1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException if {@code bytes} are not what {@link #write} makes */
    public static Neighbours read(byte[] bytes, Duration halfLife) {
        Neighbours neighbours = new Neighbours(halfLife);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            neighbours.second = in.readLong();
            for (int left = in.readInt(); left > 0; left--) {
                neighbours.scores.put(in.readUTF(), new double[] {in.readDouble(), in.readDouble()});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return neighbours;
    }
}
