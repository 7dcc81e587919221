// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A request of which only a part was sent, so that the other side holds what it has until the rest comes, or it loses its patience. */
public final class HeldRequest implements AutoCloseable {

    private final Socket socket;
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private boolean ended;

    private HeldRequest(Socket socket) {
        this.socket = socket;
    }

    /** @param from address of this machine that the other side sees */
    public static HeldRequest open(String from, int port, byte[] part) throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0);
        HeldRequest held = new HeldRequest(socket);
        try {
            socket.getOutputStream().write(part);
        } catch (SocketException refusedBeforeTheLastByte) {
            // What was answered is there to be read.
        }
        return held;
    }

    /** A little more of it. */
    public void send(byte[] more) throws IOException {
        try {
            socket.getOutputStream().write(more);
        } catch (SocketException refusedMeanwhile) {
            // As above.
        }
    }

    /** What was answered up to now; waits a moment for it. */
    public String answer() {
        try {
            socket.setSoTimeout(20);
            byte[] some = new byte[4096];
            while (!ended) {
                int read = socket.getInputStream().read(some);
                ended = read < 0;
                answer.write(some, 0, Math.max(read, 0));
            }
        } catch (SocketTimeoutException nothingMoreYet) {
            // Asked again, if need be.
        } catch (IOException reset) {
            ended = true;
        }
        return answer.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
