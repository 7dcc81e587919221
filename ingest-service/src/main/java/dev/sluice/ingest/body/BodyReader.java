// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.concurrent.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** Opens bodies for reading: decoded, limited, and with every fault told as a {@link RequestRejectedException}. Holds none of the body. */
@Component
public final class BodyReader {

    private final long limit;

    /** A little more than the limit, since what can't be compressed grows; a limit nevertheless, since there is gzip that holds nothing. */
    private final long limitOnTheWire;

    private final Duration timeout;
    private final long rate;
    private final ExpansionRateLimiter expansionRate;

    private final Ticker ticker;

    @Autowired
    BodyReader(BodySettings settings) {
        this(settings, Ticker.SYSTEM);
    }

    BodyReader(BodySettings settings, Ticker ticker) {
        this.ticker = ticker;
        limit = settings.maxBody().toBytes();
        timeout = settings.bodyTimeout();
        rate = settings.bodyRate().toBytes();
        expansionRate = new ExpansionRateLimiter(settings.expansionRate().toBytes(), ticker);
        limitOnTheWire = limit + limit / 64 + 1024;
    }

    /**
     * Opens a body. Reading it throws a {@link RequestRejectedException} if it is too large, broken, cut short or too slow, or the budget is spent;
     * never another exception.
     *
     * @param raw the body as it comes from the connection
     * @param length its length as announced by the sender, or -1
     * @param share grows by what is read; what it holds already counts as held besides the body
     * @throws RequestRejectedException if the announced length is too large or the encoding's header is broken
     */
    public RequestBody open(InputStream raw, long length, ContentEncoding encoding, ByteBudget.Share share) {
        if (length > limitOnTheWire) {
            throw tooLarge();
        }
        LimitedInput wire = new LimitedInput(new SlowReadThrottle(raw, ticker), limitOnTheWire, this::tooLarge);
        try {
            InputStream decoded = encoding.decode(wire, share);
            InputStream limited = new LimitedInput(decoded, limit, this::tooLarge);
            return new RequestBody(
                    new BudgetedInput(limited, wire, share, timeout, rate, expansionRate, ticker),
                    decoded instanceof Lz4Input lz4 ? lz4.frames() : List.of());
        } catch (IOException e) {
            throw RequestBody.rejectionOf(e);
        }
    }

    private RequestRejectedException tooLarge() {
        return new RequestRejectedException(
                RejectionReason.BODY_TOO_LARGE,
                "the body is over " + DataSize.ofBytes(limit)
                        + " after decompression, which is sluice.ingest.max-body; send it in parts");
    }
}
