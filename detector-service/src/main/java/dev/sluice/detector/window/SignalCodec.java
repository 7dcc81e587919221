// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.window;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A signal as bytes: three numbers and two texts. */
public final class SignalCodec {

    private SignalCodec() {}

    public static byte[] write(Signal signal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(signal.time());
            out.writeLong(signal.value());
            out.writeLong(signal.weight());
            out.writeUTF(signal.eventId());
            out.writeUTF(signal.sample());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws UncheckedIOException if {@code bytes} are not what {@link #write} makes */
    public static Signal read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Signal read(DataInputStream in) throws IOException {
        return new Signal(in.readLong(), in.readLong(), in.readLong(), in.readUTF(), in.readUTF());
    }
}
