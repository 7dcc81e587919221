// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.FilterInputStream;
import java.io.IOException;

/** Tells faults of the data, which the library reports as {@link ZstdIOException}, from faults of the connection. */
final class ZstdInput extends FilterInputStream {

    ZstdInput(ZstdInputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return super.read(bytes, from, length);
        } catch (ZstdIOException e) {
            throw new RequestRejectedException(
                    RejectionReason.BROKEN_BODY,
                    "the body is not whole zstd (" + e.getMessage() + "); send it again or without Content-Encoding",
                    e);
        }
    }
}
