// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Connections that say the beginning of something, and then a byte now and then, until the other side has had enough. */
public final class Trickle implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ANSWER = 16 * 1024;

    private final List<SocketChannel> open = new ArrayList<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::trickle);

    /** Opens one more; before {@link #start}. */
    public void open(int port, byte[] beginning) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        open.add(channel);
        try {
            channel.write(ByteBuffer.wrap(beginning));
        } catch (IOException e) {
            // There was no room for it, which the next look finds.
        }
    }

    public void start() {
        thread.start();
    }

    /** Those that the other side has not ended. */
    public synchronized int left() {
        return open.size();
    }

    private void trickle() {
        try {
            while (true) {
                synchronized (this) {
                    open.removeIf(Trickle::hasEnded);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            // enough
        }
    }

    private static boolean hasEnded(SocketChannel channel) {
        try {
            ByteBuffer answer = ByteBuffer.allocate(ANSWER);
            int read;
            do {
                answer.clear();
                read = channel.read(answer);
            } while (read > 0);
            if (read == 0) {
                channel.write(ByteBuffer.allocate(1));
                return false;
            }
        } catch (IOException e) {
            // was reset
        }
        closeQuietly(channel);
        return true;
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that is not used by anybody can be closed", e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
        open.forEach(Trickle::closeQuietly);
    }
}
