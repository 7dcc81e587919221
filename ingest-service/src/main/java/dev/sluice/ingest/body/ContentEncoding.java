// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The content codings that senders may use (RFC 9110, section 8.4.1; zstd: RFC 8878). */
public enum ContentEncoding {
    IDENTITY {
        @Override
        InputStream decode(InputStream in) {
            return in;
        }
    },
    GZIP {
        @Override
        InputStream decode(InputStream in) {
            return new GzipInput(in);
        }
    },
    DEFLATE {
        @Override
        InputStream decode(InputStream in) {
            return new DeflateInput(in);
        }
    },
    ZSTD {
        @Override
        InputStream decode(InputStream in) throws IOException {
            // RFC 9659: a content-coding's window is at most 8 MB, so that nobody makes us hold more.
            return new ZstdInput(new ZstdInputStream(in).setLongMax(WINDOW_LOG));
        }
    };

    private static final int WINDOW_LOG = 23;

    /** All names, as an {@code Accept-Encoding} header has them. */
    public static final String NAMES = "gzip, deflate, zstd, identity";

    abstract InputStream decode(InputStream in) throws IOException;

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
            default ->
                throw new RequestRejectedException(
                        RejectionReason.UNKNOWN_ENCODING,
                        "Content-Encoding '" + header + "' is not known; send one of " + NAMES);
        };
    }
}
