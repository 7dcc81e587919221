// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import java.io.IOException;

/** Says that a compressed file is damaged. */
final class DamagedFile {

    static String message(String path, IOException cause) {
        return "compressed file " + path + " is damaged (" + cause.getMessage()
                + "): its whole lines before the damage are sent; send the rest from a copy of the file if there is"
                + " one";
    }

    private DamagedFile() {}
}
