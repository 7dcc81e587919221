// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import java.io.IOException;

/** As many files are open as may be, and none of them can be closed now. */
final class OutOfDescriptorsException extends IOException {

    private static final long serialVersionUID = 1L;

    OutOfDescriptorsException() {
        super("as many files are open as the limit of descriptors allows", null);
    }
}
