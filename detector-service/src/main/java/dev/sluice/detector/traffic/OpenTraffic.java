// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is to be the next document of a minute and data stream.
 *
 * @param part what tells this document from others of the minute, and follows from the events alone
 * @param traffic what it will say; null if nothing has come since the last document
 */
public record OpenTraffic(String part, Traffic traffic) {

    /**
     * For so long after their minute documents are numbered, so that the same events have the same ids when all state was lost. The ids of later ones
     * are made of where their first events' sum lies: numbers are not remembered for good.
     */
    private static final Duration NUMBERED = Duration.ofHours(24);

    /** So much longer are they remembered, whatever the difference of two clocks. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private static final String FIRST = "0";

    /** Between partition and offset: in no number. */
    private static final char AT = '@';

    /** For a minute of which nothing is known. */
    public static OpenTraffic first(TrafficKey key, Traffic traffic, Instant now, int partition, long offset) {
        boolean numbered = !now.isAfter(key.end().plus(NUMBERED));
        return new OpenTraffic(numbered ? FIRST : "" + partition + AT + offset, traffic);
    }

    /** The minute before which no number is needed any more. */
    public static long forgottenBefore(Instant now) {
        return now.minus(NUMBERED).minus(CLOCKS_DIFFER).getEpochSecond() / TrafficKey.MINUTE_SECONDS;
    }

    public boolean hasTraffic() {
        return traffic != null;
    }

    /** Whether a document of the minute is known to have been written before. */
    public boolean isLate() {
        return isNumbered() && !part.equals(FIRST);
    }

    private boolean isNumbered() {
        return part.indexOf(AT) < 0;
    }

    public OpenTraffic with(Traffic more) {
        if (traffic == null) {
            return new OpenTraffic(part, more);
        }
        traffic.merge(more);
        return this;
    }

    /** What is known when this was written; empty if nothing need be. */
    public Optional<OpenTraffic> written() {
        return isNumbered()
                ? Optional.of(new OpenTraffic(Integer.toString(Integer.parseInt(part) + 1), null))
                : Optional.empty();
    }

    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(part);
            if (traffic != null) {
                traffic.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException if {@code bytes} are not what {@link #write} makes */
    public static OpenTraffic read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String part = in.readUTF();
            return new OpenTraffic(part, in.available() == 0 ? null : Traffic.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
