// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The content codings that senders may use (RFC 9110, section 8.4.1; zstd: RFC 8878; lz4, which is registered nowhere: {@link Lz4Input}). */
public enum ContentEncoding {
    IDENTITY {
        @Override
        InputStream decode(InputStream in, ByteBudget.Share share) {
            return in;
        }
    },
    GZIP {
        @Override
        InputStream decode(InputStream in, ByteBudget.Share share) {
            return new GzipInput(in);
        }
    },
    DEFLATE {
        @Override
        InputStream decode(InputStream in, ByteBudget.Share share) {
            return new DeflateInput(in);
        }
    },
    ZSTD {
        @Override
        InputStream decode(InputStream in, ByteBudget.Share share) throws IOException {
            // RFC 9659: a content-coding's window is at most 8 MB, so that nobody makes us hold more.
            return new ZstdInput(new ZstdInputStream(in).setLongMax(WINDOW_LOG));
        }
    },
    LZ4 {
        @Override
        InputStream decode(InputStream in, ByteBudget.Share share) {
            return new Lz4Input(in, share);
        }
    };

    private static final int WINDOW_LOG = 23;

    /** All names, as an {@code Accept-Encoding} header has them. */
    public static final String NAMES = "gzip, deflate, zstd, lz4, identity";

    /** @param share for what is held to decode, besides what is decoded */
    abstract InputStream decode(InputStream in, ByteBudget.Share share) throws IOException;

    /**
     * The coding that a {@code Content-Encoding} header names; none means {@link #IDENTITY}.
     *
     * @throws RequestRejectedException ({@link RejectionReason#UNKNOWN_ENCODING}) for an unknown coding, or several
     */
    public static ContentEncoding of(String header) {
        String name =
                header == null || header.isBlank() ? "identity" : header.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "zstd" -> ZSTD;
            case "lz4" -> LZ4;
            default ->
                throw new RequestRejectedException(
                        RejectionReason.UNKNOWN_ENCODING,
                        "Content-Encoding '" + header + "' is not known; send one of " + NAMES);
        };
    }
}
