// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

/**
 * A name in which {@code *} stands for any characters, or none: {@code logs-apache.*-eu}. An operator writes the pattern, a sender the name, so it is
 * no regular expression of Java's, whose time can be a power of the name's length: here it is at most name times pattern.
 */
public record NamePattern(String text) {

    private static final char ANY = '*';

    /** Whether the whole of the name fits. */
    public boolean matches(String name) {
        int at = 0;
        int behindAny = -1;
        int retry = 0;
        for (int i = 0; i < name.length(); ) {
            if (at < text.length() && text.charAt(at) == ANY) {
                behindAny = ++at;
                retry = i;
            } else if (at < text.length() && text.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (behindAny >= 0) {
                // The last * stands for one character more; those before it need not be tried again.
                at = behindAny;
                i = ++retry;
            } else {
                return false;
            }
        }
        return text.chars().skip(at).allMatch(left -> left == ANY);
    }
}
