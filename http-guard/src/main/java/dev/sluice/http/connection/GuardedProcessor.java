// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import dev.sluice.http.connection.TrackedConnection.Stage;
import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Keeps the table informed of what its connection is at. */
final class GuardedProcessor extends Http11Processor {

    private final ConnectionTable table;

    GuardedProcessor(GuardedHttpProtocol protocol, Adapter adapter, ConnectionTable table) {
        super(protocol, new StageAdapter(adapter, table));
        this.table = table;
    }

    @Override
    public SocketState process(SocketWrapperBase<?> wrapper, SocketEvent event) throws IOException {
        NioSocketWrapper key = (NioSocketWrapper) wrapper;
        TrackedConnection connection = table.track(key);
        SocketState state = SocketState.CLOSED;
        CurrentConnection.enter(connection);
        try {
            state = super.process(wrapper, event);
            return state;
        } finally {
            CurrentConnection.leave();
            pause(key, connection, state);
        }
    }

    private void pause(NioSocketWrapper wrapper, TrackedConnection connection, SocketState state) {
        switch (state) {
            case OPEN -> connection.move(Stage.IDLE, table.now());
            case LONG -> {
                if (connection.stage() == Stage.DRAINING && !isAsync()) {
                    // The next request has begun, behind the one that was answered.
                    connection.move(Stage.HEADER, table.now());
                }
            }
            case CLOSED -> table.forget(wrapper);
            default -> {
                // goes on in other hands
            }
        }
    }
}
