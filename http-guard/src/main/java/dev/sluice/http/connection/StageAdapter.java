// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

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
class StageAdapter implements Adapter {

    private final Adapter service;
    private final ConnectionTable table;

    StageAdapter(Adapter service, ConnectionTable table) {
        this.service = service;
        this.table = table;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        TrackedConnection connection = CurrentConnection.get();
        if (!connection.beginRequest(table.now())) {
            throw new InterruptedIOException("the connection was given to others");
        }
        try {
            if (table.hasTooManyRequests()) {
                refuse(connection, response);
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
            connection.endRequest(connection.isMultiplexed() && isWhole(request), table.now());
        }
    }

    private static boolean isWhole(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    private static void refuse(TrackedConnection connection, Response response) throws IOException {
        RefusalText text = RefusalText.TOO_MANY_REQUESTS;
        response.setStatus(text.status());
        response.addHeader("Retry-After", RefusalText.RETRY_AFTER_SECONDS);
        if (connection.isMultiplexed()) {
            // A body would have to wait until the client opens its window, which it need not do.
            return;
        }
        byte[] body = text.body();
        response.setContentType(RefusalText.CONTENT_TYPE);
        response.setContentLength(body.length);
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
