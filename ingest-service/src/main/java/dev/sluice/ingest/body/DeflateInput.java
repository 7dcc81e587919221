// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;

/**
 * The coding {@code deflate}: zlib (RFC 1950), or bare deflate (RFC 1951), which "some non-conformant implementations send" (RFC 9110, section
 * 8.4.1.2).
 */
final class DeflateInput extends InflatingInput {

    private static final int METHOD_BITS = 0x0f;
    private static final int DEFLATE = 8;

    private boolean done;

    DeflateInput(InputStream in) {
        super(in, "deflate");
    }

    @Override
    Inflater start() throws IOException {
        if (done) {
            if (!atEnd()) {
                throw broken("bytes follow its end", null);
            }
            return null;
        }
        done = true;
        // A bare stream's first byte can't look like this: it would be a stored block with odd padding.
        boolean zlib = (peek() & METHOD_BITS) == DEFLATE;
        return fed(new Inflater(!zlib));
    }

    @Override
    void inflated(byte[] bytes, int from, int length) {
        // zlib has a checksum, which the inflater looks at
    }

    @Override
    void finish() {
        // nothing follows
    }
}
