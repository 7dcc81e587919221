// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/** Of one connection of HTTP/2, each of whose streams is served by a thread of its own. */
final class StreamAdapter extends StageAdapter {

    private final TrackedConnection connection;

    StreamAdapter(Adapter service, ConnectionTable table, TrackedConnection connection) {
        super(service, table);
        this.connection = connection;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        CurrentConnection.enter(connection);
        try {
            super.service(request, response);
        } finally {
            CurrentConnection.leave();
        }
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
        CurrentConnection.enter(connection);
        try {
            return super.asyncDispatch(request, response, event);
        } finally {
            CurrentConnection.leave();
        }
    }
}
