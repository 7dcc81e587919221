// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Turns a JSON text (RFC 8259) into lines with one document each, as it is read: an object is a document, each element of an array is one, and
 * so are objects and arrays that follow each other. Line breaks between a document's tokens become spaces; nothing else changes.
 *
 * <p>Looks at brackets, commas and quotes only. What is wrong inside a document is for the parser to find, which makes a dead letter of that one.
 */
public final class JsonDocuments extends InputStream {

    private static final int SKIPPED = -1;

    /** Windows programs put it in front; RFC 8259 allows to ignore it. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream in;
    private final byte[] block = new byte[8192];
    private int position;
    private int limit;

    private boolean inArray;
    private boolean begun;
    /** Depth within the current document; 0 between documents and in a bare value. */
    private int depth;

    private boolean inDocument;
    private boolean inString;
    private boolean escaped;
    private boolean separated = true;

    public JsonDocuments(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int written = 0;
        while (written < length) {
            if (position == limit && !more()) {
                return written == 0 ? -1 : written;
            }
            int out = next(block[position]);
            if (out != SKIPPED) {
                bytes[from + written++] = (byte) out;
            }
        }
        return written;
    }

    /** Takes one byte, unless a newline must go out before it; returns what to write. */
    private int next(byte b) {
        if (!begun) {
            begun = true;
            if (isMarked()) {
                position += BYTE_ORDER_MARK.length;
                return SKIPPED;
            }
        }
        if (inString) {
            position++;
            return inString(b);
        }
        if (!inDocument) {
            return betweenDocuments(b);
        }
        position++;
        return inDocument(b);
    }

    private boolean isMarked() {
        return limit >= BYTE_ORDER_MARK.length
                && Arrays.equals(block, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private int inString(byte b) {
        if (b == '\n' || b == '\r') {
            throw broken("a string holds a bare line break");
        }
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
        }
        return b;
    }

    private int betweenDocuments(byte b) {
        if (isSpace(b)) {
            position++;
            return SKIPPED;
        }
        if (inArray && (b == ',' || b == ']')) {
            position++;
            inArray = b == ',';
            return SKIPPED;
        }
        if (!inArray && b == '[') {
            position++;
            inArray = true;
            return SKIPPED;
        }
        if (b == '}') {
            // Ends nothing; taken for the start of a value it would never end.
            throw broken("a bracket closes what was not opened");
        }
        if (!inArray && b != '{') {
            throw broken("it is neither an object nor an array, nor several of them");
        }
        if (!separated) {
            separated = true;
            return '\n';
        }
        inDocument = true;
        separated = false;
        return SKIPPED;
    }

    private int inDocument(byte b) {
        switch (b) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> {
                if (depth == 0) {
                    return endOfBareValue();
                }
                depth--;
                inDocument = depth > 0;
            }
            case ',' -> {
                if (depth == 0) {
                    return endOfBareValue();
                }
            }
            case '\n', '\r' -> {
                return ' ';
            }
            default -> {
                // neither structure nor line break
            }
        }
        return b;
    }

    /** A number, word or string in an array ends where the next comma or bracket is. */
    private int endOfBareValue() {
        position--;
        inDocument = false;
        return SKIPPED;
    }

    private boolean more() throws IOException {
        position = 0;
        limit = begun ? Math.max(in.read(block), 0) : in.readNBytes(block, 0, BYTE_ORDER_MARK.length);
        if (limit == 0 && (inDocument || inArray || inString)) {
            throw broken("it ends too early");
        }
        return limit > 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static RequestRejectedException broken(String what) {
        return new RequestRejectedException(
                RejectionReason.BROKEN_BODY,
                "the Content-Type says JSON, but of the body this is not true: " + what
                        + "; send an object, an array, or lines as application/x-ndjson");
    }
}
