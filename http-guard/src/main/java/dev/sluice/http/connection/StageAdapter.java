// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import dev.sluice.http.connection.TrackedConnection.Stage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/** Stands between the server and the service: what comes by here has a complete header. */
final class StageAdapter implements Adapter {

    private final Adapter service;
    private final ConnectionTable table;

    StageAdapter(Adapter service, ConnectionTable table) {
        this.service = service;
        this.table = table;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        TrackedConnection connection = CurrentConnection.get();
        if (!connection.move(Stage.ANSWERING, table.now())) {
            throw new InterruptedIOException("the connection was given to others");
        }
        try {
            if (table.hasTooManyRequests()) {
                refuse(response);
            } else {
                service.service(request, response);
            }
        } finally {
            answered(connection, request);
        }
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
        try {
            return service.asyncDispatch(request, response, event);
        } finally {
            answered(CurrentConnection.get(), request);
        }
    }

    private void answered(TrackedConnection connection, Request request) {
        AtomicBoolean goesOn = new AtomicBoolean();
        request.action(ActionCode.ASYNC_IS_ASYNC, goesOn);
        if (!goesOn.get()) {
            connection.move(Stage.DRAINING, table.now());
        }
    }

    private static void refuse(Response response) throws IOException {
        RefusalText text = RefusalText.TOO_MANY_REQUESTS;
        byte[] body = text.body();
        response.setStatus(text.status());
        response.setContentType(RefusalText.CONTENT_TYPE);
        response.setContentLength(body.length);
        response.addHeader("Retry-After", RefusalText.RETRY_AFTER_SECONDS);
        response.addHeader("Connection", "close");
        response.doWrite(ByteBuffer.wrap(body));
        response.action(ActionCode.CLOSE, null);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return service.prepare(request, response);
    }

    @Override
    public void log(Request request, Response response, long time) {
        service.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        service.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return service.getDomain();
    }
}
