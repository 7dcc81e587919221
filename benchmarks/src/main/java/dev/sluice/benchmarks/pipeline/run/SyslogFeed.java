// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.corpus.LineRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Syslog over TCP, messages that end with a line feed (RFC 6587, 3.4.2). The protocol has no acknowledgement: what was written to a
 * connection that then breaks is not sent again, as no sender could know; a burst that could not be written is.
 */
public final class SyslogFeed implements Feed {

    private static final int CONNECTIONS = 2;
    private static final int BURST = 500;
    private static final long RECONNECT_MILLIS = 100;

    private final Path folder;
    private final InetSocketAddress receiver;

    public SyslogFeed(Path folder, int port) throws IOException {
        this.folder = Files.createDirectories(folder.resolve("prepared"));
        receiver = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public Input prepare(LineCorpus corpus, LineRange range) {
        return new SyslogInput(corpus, range);
    }

    private final class SyslogInput implements Input {

        private final LineCorpus corpus;
        private final LineRange range;
        private final List<Path> prepared = new ArrayList<>();

        SyslogInput(LineCorpus corpus, LineRange range) {
            this.corpus = corpus;
            this.range = range;
        }

        @Override
        public void makeReady() throws IOException {
            for (LineRange part : range.parts(CONNECTIONS)) {
                Path file = folder.resolve("messages-%012x".formatted(part.first()));
                corpus.writeTo(file, part);
                prepared.add(file);
            }
        }

        @Override
        public void giveAtOnce() throws IOException {
            List<Future<?>> sending = new ArrayList<>();
            for (Path file : prepared) {
                sending.add(Background.run("syslog sender", () -> send(file)));
            }
            for (Future<?> each : sending) {
                Background.await(each);
            }
        }

        private void send(Path file) throws IOException {
            try (FileChannel messages = FileChannel.open(file);
                    SocketChannel connection = SocketChannel.open(receiver)) {
                for (long at = 0; at < messages.size(); ) {
                    at += messages.transferTo(at, messages.size() - at, connection);
                }
            }
        }

        @Override
        public void giveEvenly(double linesPerSecond, GivenLines given) throws IOException {
            byte[] burst = new byte[BURST * corpus.longestLine()];
            long start = System.nanoTime();
            long next = range.first();
            Socket connection = connect();
            try {
                while (next < range.end()) {
                    long due = range.first() + GivenLines.due(start, linesPerSecond, range.count());
                    int end = 0;
                    for (int i = 0; i < BURST && next < due; i++) {
                        end = corpus.write(next++, burst, end);
                    }
                    connection = write(connection, burst, end);
                    given.upTo(next);
                    if (next >= due) {
                        Pause.millis(1);
                    }
                }
            } finally {
                connection.close();
            }
        }

        private Socket write(Socket connection, byte[] burst, int length) throws IOException {
            Socket current = connection;
            while (true) {
                try {
                    current.getOutputStream().write(burst, 0, length);
                    return current;
                } catch (IOException broken) {
                    current.close();
                    current = connect();
                }
            }
        }

        private Socket connect() throws IOException {
            while (true) {
                try {
                    return new Socket(receiver.getAddress(), receiver.getPort());
                } catch (java.net.ConnectException notThere) {
                    Pause.millis(RECONNECT_MILLIS);
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Path file : prepared) {
                Files.deleteIfExists(file);
            }
        }
    }
}
