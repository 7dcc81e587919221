// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Knows how many bytes of requests have come over a connection: the only sign of how far the thread is that reads them. */
interface CountedChannel {

    /** After TLS, ever more. */
    long bytesRead();

    /** In clear text. */
    final class Plain extends NioChannel implements CountedChannel {

        private volatile long bytes;

        Plain(SocketBufferHandler buffers) {
            super(buffers);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = super.read(target);
            bytes += Math.max(0, count);
            return count;
        }

        @Override
        public long bytesRead() {
            return bytes;
        }
    }

    /** Within TLS. */
    final class Secure extends SecureNioChannel implements CountedChannel {

        private volatile long bytes;

        Secure(SocketBufferHandler buffers, NioEndpoint endpoint) {
            super(buffers, endpoint);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = super.read(target);
            bytes += Math.max(0, count);
            return count;
        }

        @Override
        public long bytesRead() {
            return bytes;
        }
    }
}
