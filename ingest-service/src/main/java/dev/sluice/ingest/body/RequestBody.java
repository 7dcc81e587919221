// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.chunk.Lz4Frame;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/** An open body. Every fault of the data or the connection is a {@link RequestRejectedException}, so that whoever reads need not tell them apart. */
public final class RequestBody extends InputStream {

    /** What Tomcat lets a sender be silent for, in the middle of a body. */
    public static final String SILENCE = "server.tomcat.connection-timeout";

    private final BudgetedInput in;
    private final List<Lz4Frame> frames;
    private MessageDigest sha;

    /** @param frames grows as {@code in} is read */
    RequestBody(BudgetedInput in, List<Lz4Frame> frames) {
        this.in = in;
        this.frames = frames;
    }

    /** From now on takes a digest of what is read. */
    public void digest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** SHA-256 of what was read, decoded, in base64url; null if none was taken. To be called once, at the end. */
    public String digestText() {
        return sha == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(sha.digest());
    }

    /** What of it was read in frames that can be kept as they came. */
    public List<Lz4Frame> frames() {
        return Collections.unmodifiableList(frames);
    }

    /** Bytes read so far, decoded. */
    public long bytesRead() {
        return in.given();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        try {
            int count = in.read(bytes, from, length);
            if (sha != null && count > 0) {
                sha.update(bytes, from, count);
            }
            return count;
        } catch (IOException e) {
            throw rejectionOf(e);
        }
    }

    @Override
    public byte[] readAllBytes() {
        return readNBytes(Integer.MAX_VALUE);
    }

    @Override
    public byte[] readNBytes(int length) {
        try {
            return super.readNBytes(length);
        } catch (IOException e) {
            throw rejectionOf(e);
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw rejectionOf(e);
        }
    }

    static RequestRejectedException rejectionOf(IOException e) {
        return switch (e) {
            case SocketTimeoutException timeout ->
                new RequestRejectedException(
                        RejectionReason.TOO_SLOW,
                        "no more of the body came within " + SILENCE + "; nothing of it was accepted",
                        timeout);
            case EOFException early -> cut("it ended before its announced end", early);
            default -> cut(e.getMessage(), e);
        };
    }

    private static RequestRejectedException cut(String how, IOException e) {
        return new RequestRejectedException(
                RejectionReason.BODY_CUT,
                "the body could not be read to its end: " + how + "; nothing of it was accepted",
                e);
    }
}
