// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Asks the table before it takes a connection. */
final class GuardedEndpoint extends NioEndpoint {

    private volatile ConnectionTable table;

    /** Before the first connection. */
    void guard(ConnectionTable connectionTable) {
        table = connectionTable;
    }

    int openConnections() {
        return connections.size();
    }

    @Override
    protected NioChannel createChannel(SocketBufferHandler buffers) {
        return isSSLEnabled() ? new CountedChannel.Secure(buffers, this) : new CountedChannel.Plain(buffers);
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (table.admit(connections.values())) {
            return super.setSocketOptions(socket);
        }
        try {
            socket.configureBlocking(false);
            table.refuse(socket);
        } catch (IOException e) {
            getLog().debug("A connection that was not taken had ended already", e);
        }
        destroySocket(socket);
        return false;
    }
}
