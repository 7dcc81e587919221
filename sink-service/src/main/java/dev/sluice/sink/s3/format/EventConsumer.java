// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Takes an event that was read, and may change it. */
public interface EventConsumer {
    void accept(ObjectNode event) throws IOException, InterruptedException;
}
