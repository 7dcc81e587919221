// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Opens ever more connections that say something once and then a byte now and then, and never reads what they are told. */
final class OpenConnections implements Attack.Deed {

    /** Of all connections, those that say something more: a byte every few seconds, as slow senders do. */
    private static final int TURNS = 5;

    /** After so many there are as many as there may be. */
    private static final int ROUNDS = 30;

    private static final int SMALL_BUFFER = 2_048;

    private final int port;
    private final byte[] beginning;
    private final byte[] next;
    private final int most;
    private final int atOnce;
    private int turn;
    private final Deque<SocketChannel> open = new ArrayDeque<>();

    /**
     * @param next what each sends again and again, one byte or nothing
     * @param most at once; then the oldest are closed
     */
    OpenConnections(int port, byte[] beginning, byte[] next, int most) {
        this.port = port;
        this.beginning = beginning;
        this.next = next;
        this.most = most;
        this.atOnce = Math.max(1, most / ROUNDS);
    }

    @Override
    public int once() throws IOException {
        turn++;
        int number = 0;
        for (SocketChannel channel : open) {
            if (number++ % TURNS == turn % TURNS) {
                writeQuietly(channel);
            }
        }
        for (int i = 0; i < atOnce; i++) {
            if (open.size() >= most) {
                open.removeFirst().close();
            }
            SocketChannel channel = SocketChannel.open();
            open.add(channel);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            channel.connect(new InetSocketAddress("127.0.0.1", port));
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap(beginning));
        }
        return Attack.NONE;
    }

    private void writeQuietly(SocketChannel channel) {
        try {
            channel.write(ByteBuffer.wrap(next));
        } catch (IOException e) {
            // was ended, as it should be
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
