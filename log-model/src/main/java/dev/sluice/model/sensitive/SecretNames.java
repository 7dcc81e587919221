// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

import java.util.List;

/** Names of headers, parameters and members that say that their value is a secret. Case, hyphens, underscores and dots do not count. */
public final class SecretNames {

    /** Ends of names. */
    private static final List<String> ENDS = List.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "accesskey",
            "secretkey",
            "privatekey",
            "authkey",
            "signature",
            "sessionid",
            "sessid");

    /** Names, or the last word of them: too short to be told from the end of another word. */
    private static final List<String> WORDS = List.of("pwd", "pass", "sig", "otp", "sid");

    /** Names of which prose before a colon is hardly made. */
    private static final List<String> PASSWORDS =
            List.of("password", "passwd", "passphrase", "pwd", "secret", "apikey");

    private SecretNames() {}

    /** What a name in [from, to) says of its value; null if it says nothing. */
    public static Detector of(byte[] bytes, int from, int to) {
        if (endsWith(bytes, from, to, "authorization", false)) {
            return Detector.AUTHORIZATION;
        }
        if (endsWith(bytes, from, to, "cookie", true)) {
            return Detector.COOKIE;
        }
        return isAnyOf(bytes, from, to, ENDS, false) || isAnyOf(bytes, from, to, WORDS, true)
                ? Detector.SECRET_PARAMETER
                : null;
    }

    /** Whether the name is a password's even in prose, as in {@code password: x}. */
    static boolean isPassword(byte[] bytes, int from, int to) {
        return isAnyOf(bytes, from, to, PASSWORDS, false);
    }

    private static boolean isAnyOf(byte[] bytes, int from, int to, List<String> ends, boolean asWord) {
        for (String end : ends) {
            if (endsWith(bytes, from, to, end, asWord)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(byte[] bytes, int from, int to, String end, boolean asWord) {
        int i = to - 1;
        int e = end.length() - 1;
        while (i >= from && e >= 0) {
            byte b = bytes[i];
            if (b != '-' && b != '_' && b != '.') {
                if (Ascii.lower(b) != end.charAt(e)) {
                    return false;
                }
                e--;
            }
            i--;
        }
        if (e >= 0) {
            return false;
        }
        return !asWord || i < from || !Ascii.isWord(bytes[i]) || Ascii.isUpper(bytes[i + 1]);
    }
}
