// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteScan;

/** Reads {@code %FACILITY-SEVERITY-MNEMONIC:} as Cisco's IOS, NX-OS and ASA write it, for example {@code %SYS-5-CONFIG_I:}. */
final class CiscoCode {

    private int end;
    private int severity;

    /** Whether a code starts at {@code from}. */
    boolean read(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '%') {
            return false;
        }
        severity = -1;
        int i = from + 1;
        while (i < to && isName(bytes[i])) {
            // The severity is the digit between two hyphens; facilities may have hyphens too, so the last such digit
            // counts.
            if (bytes[i] == '-' && i + 2 < to && bytes[i + 1] >= '0' && bytes[i + 1] <= '7' && bytes[i + 2] == '-') {
                severity = bytes[i + 1] - '0';
            }
            i++;
        }
        end = i;
        return severity >= 0 && i < to && bytes[i] == ':';
    }

    /** Index of the colon behind the code. */
    int end() {
        return end;
    }

    int severity() {
        return severity;
    }

    private static boolean isName(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || ByteScan.isDigit(b) || b == '_' || b == '-';
    }
}
