// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Opens bodies for reading: decoded, limited, and with every fault told as a {@link RequestRejectedException}. Holds none of the body. */
@Component
public final class BodyReader {

    private final long limit;

    /** A little more than the limit, since what can't be compressed grows; a limit nevertheless, since there is gzip that holds nothing. */
    private final long limitOnTheWire;

    private final Duration timeout;
    private final ExpansionRateLimiter expansionRate;

    BodyReader(BodySettings settings) {
        limit = settings.maxBody().toBytes();
        timeout = settings.bodyTimeout();
        expansionRate = new ExpansionRateLimiter(settings.expansionRate().toBytes());
        limitOnTheWire = limit + limit / 64 + 1024;
    }

    /** What is done with an open body. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(InputStream decoded) throws IOException;
    }

    /**
     * Lets {@code reading} read a body to its end.
     *
     * @param raw the body as it comes from the connection
     * @param length its length as announced by the sender, or -1
     * @param share grows by what is read; what it holds already counts as held besides the body
     * @throws RequestRejectedException if the body is too large, broken, cut short or too slow, or the budget is spent
     */
    public <T> T read(
            InputStream raw, long length, ContentEncoding encoding, ByteBudget.Share share, Reading<T> reading) {
        if (length > limitOnTheWire) {
            throw tooLarge();
        }
        LimitedInput wire = new LimitedInput(new SlowReadThrottle(raw), limitOnTheWire, this::tooLarge);
        try (InputStream decoded = new LimitedInput(encoding.decode(wire), limit, this::tooLarge);
                InputStream guarded = new BudgetedInput(decoded, wire, share, timeout, expansionRate)) {
            return reading.read(guarded);
        } catch (SocketTimeoutException e) {
            throw new RequestRejectedException(
                    RejectionReason.TOO_SLOW, "no more of the body came in time; nothing of it was accepted", e);
        } catch (EOFException e) {
            throw cut("it ended before its announced end", e);
        } catch (IOException e) {
            throw cut(e.getMessage(), e);
        }
    }

    private RequestRejectedException tooLarge() {
        return new RequestRejectedException(
                RejectionReason.BODY_TOO_LARGE,
                "the body is over " + DataSize.ofBytes(limit)
                        + " after decompression, which is sluice.ingest.max-body; " + "send it in parts");
    }

    private static RequestRejectedException cut(String how, IOException e) {
        return new RequestRejectedException(
                RejectionReason.BODY_CUT,
                "the body could not be read to its end: " + how + "; nothing of it was accepted",
                e);
    }
}
