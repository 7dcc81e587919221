// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.syslog;

import dev.sluice.parsers.engine.ByteSearch;

/** Reads {@code %FACILITY-SEVERITY-MNEMONIC:} as Cisco's IOS, IOS XR, NX-OS and ASA write it, for example {@code %SYS-5-CONFIG_I:}. */
final class CiscoCode {

    private int start;
    private int end;
    private int behind;
    private int severity;

    /** Whether a code starts at {@code from}. */
    boolean read(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '%') {
            return false;
        }
        severity = -1;
        start = from;
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
        // IOS XR puts a blank before the colon.
        behind = i < to && bytes[i] == ' ' ? i + 2 : i + 1;
        return severity >= 0 && behind <= to && bytes[behind - 1] == ':';
    }

    /** Index behind the colon behind the code. */
    int behind() {
        return behind;
    }

    /** Index behind the code. */
    int end() {
        return end;
    }

    /** Bytes of the code, percent sign included. */
    int length() {
        return end - start;
    }

    int severity() {
        return severity;
    }

    private static boolean isName(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || ByteSearch.isDigit(b) || b == '_' || b == '-';
    }
}
