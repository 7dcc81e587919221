// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import jakarta.servlet.http.WebConnection;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tells the table when frames come over a connection of HTTP/2, and when all that have begun are whole. */
final class GuardedUpgradeHandler implements InternalHttpUpgradeHandler {

    private final InternalHttpUpgradeHandler handler;
    private final ConnectionTable table;
    private final NioSocketWrapper wrapper;
    private final TrackedConnection connection;

    GuardedUpgradeHandler(
            InternalHttpUpgradeHandler handler,
            ConnectionTable table,
            NioSocketWrapper wrapper,
            TrackedConnection connection) {
        this.handler = handler;
        this.table = table;
        this.wrapper = wrapper;
        this.connection = connection;
    }

    @Override
    public void init(WebConnection web) {
        handler.init(web);
    }

    /** Returns once nothing more is there to be read and no frame is half there. */
    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        SocketState state = SocketState.CLOSED;
        table.beginFrames(wrapper, connection);
        try {
            state = handler.upgradeDispatch(event);
            return state;
        } finally {
            connection.endFrames(table.now());
            if (state == SocketState.CLOSED) {
                table.forget(wrapper);
            }
        }
    }

    @Override
    public void timeoutAsync(long now) {
        handler.timeoutAsync(now);
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> socket) {
        handler.setSocketWrapper(socket);
    }

    @Override
    public void setSslSupport(SSLSupport support) {
        handler.setSslSupport(support);
    }

    @Override
    public void pause() {
        handler.pause();
    }

    @Override
    public boolean hasAsyncIO() {
        return handler.hasAsyncIO();
    }

    @Override
    public void destroy() {
        handler.destroy();
    }
}
