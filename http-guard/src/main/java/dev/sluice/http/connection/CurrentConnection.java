// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http.connection;

/** The connection of the request that this thread answers. */
public final class CurrentConnection {

    private static final ThreadLocal<TrackedConnection> CURRENT = new ThreadLocal<>();

    private CurrentConnection() {}

    /**
     * Says who sends this request, so that its connection is not closed to make room for others: unless half of all requests that may be
     * answered at once are this sender's. Nothing happens outside of a request.
     *
     * @param sender name of a sender that has shown who it is
     */
    public static void trust(String sender) {
        TrackedConnection connection = CURRENT.get();
        if (connection != null) {
            connection.trust(sender);
        }
    }

    static TrackedConnection get() {
        return CURRENT.get();
    }

    static void enter(TrackedConnection connection) {
        CURRENT.set(connection);
    }

    static void leave() {
        CURRENT.remove();
    }
}
