// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** Frames of HTTP/2 (RFC 9113, section 4), written as text whose characters are bytes. */
final class Frames {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int SETTINGS = 4;
    static final int GOAWAY = 7;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final String GET = "\u0082";
    private static final String POST = "\u0083";
    private static final String HTTP = "\u0086";

    record Frame(int type, int flags, int stream, String payload) {}

    private Frames() {}

    static String frame(int type, int flags, int stream, String payload) {
        byte[] header = ByteBuffer.allocate(9)
                .putInt(payload.length() << Byte.SIZE | type)
                .put((byte) flags)
                .putInt(stream)
                .array();
        return new String(header, ISO_8859_1) + payload;
    }

    /** What each connection begins with. */
    static String beginning() {
        return PREFACE + frame(SETTINGS, 0, 0, "");
    }

    static String get(int stream, String path) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, GET + rest(path));
    }

    /** Without its end. */
    static String post(int stream, String path) {
        return frame(HEADERS, END_HEADERS, stream, POST + rest(path));
    }

    /** RFC 7541: the scheme of the static table, path and authority as they are. */
    private static String rest(String path) {
        return HTTP + "\4" + (char) path.length() + path + "\1\11localhost";
    }

    /** The next frame; null at the end of the connection. */
    static Frame read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        try {
            int lengthAndType = data.readInt();
            int flags = data.readUnsignedByte();
            int stream = data.readInt();
            byte[] payload = new byte[lengthAndType >>> Byte.SIZE];
            data.readFully(payload);
            return new Frame(lengthAndType & 0xff, flags, stream, new String(payload, ISO_8859_1));
        } catch (EOFException | SocketException end) {
            return null;
        }
    }
}
