// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/** Names of hosts in any script: a socket, a path, or a file's name before an address is none. */
public final class HostName {

    private HostName() {}

    /** Whether [from, to) is of letters, digits, dots, hyphens and underscores; bytes above ASCII count as letters. */
    public static boolean isOne(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            boolean isLetter = (b | 0x20) >= 'a' && (b | 0x20) <= 'z' || b < 0;
            if (!isLetter && !ByteSearch.isDigit(b) && b != '.' && b != '-' && b != '_') {
                return false;
            }
        }
        return to > from;
    }
}
