// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import dev.sluice.standalone.ComponentEndpoint;
import dev.sluice.standalone.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a port offset at which nobody listens. */
final class FreePorts {

    private FreePorts() {}

    static Ports find() {
        return Ports.at(findOffset());
    }

    static int findOffset() {
        for (int tries = 0; tries < 100; tries++) {
            // Below the range from which the kernel takes the ports of outgoing connections.
            int offset = ThreadLocalRandom.current().nextInt(1_000, 22_000);
            if (ComponentEndpoint.of(Ports.at(offset)).stream().allMatch(part -> isFree(part.port()))) {
                return offset;
            }
        }
        throw new IllegalStateException("no offset found at which all ports are free");
    }

    /** One more port at which nobody listens. */
    static int one() {
        for (int tries = 0; tries < 100; tries++) {
            int port = ThreadLocalRandom.current().nextInt(11_000, 32_000);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port found");
    }

    private static boolean isFree(int port) {
        try (ServerSocket ignored = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException ignored) {
            return false;
        }
    }
}
