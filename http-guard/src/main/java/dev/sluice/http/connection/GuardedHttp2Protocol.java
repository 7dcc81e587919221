// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tomcat's HTTP/2 on a port of {@link GuardedHttpProtocol}: its time-outs for a frame begin anew with each byte, too. */
public final class GuardedHttp2Protocol extends Http2Protocol {

    @Override
    public InternalHttpUpgradeHandler getInternalUpgradeHandler(
            SocketWrapperBase<?> wrapper, Adapter adapter, Request request) {
        GuardedHttpProtocol port = (GuardedHttpProtocol) getHttp11Protocol();
        ConnectionTable table = port.table();
        NioSocketWrapper key = (NioSocketWrapper) wrapper;
        TrackedConnection connection = table.track(key);
        connection.multiplex();
        // Not the adapter that was given: it is that of the processor of HTTP/1.1, where a request asked for HTTP/2.
        Adapter streams = new StreamAdapter(port.getAdapter(), table, connection);
        return new GuardedUpgradeHandler(
                super.getInternalUpgradeHandler(wrapper, streams, request), table, key, connection);
    }
}
