// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/** A set of bytes. Those from 0x80 on are in together or not at all, since a character beyond ASCII is several of them. */
final class ByteSet {

    private final boolean[] members = new boolean[256];

    static ByteSet of(char... ascii) {
        ByteSet set = new ByteSet();
        for (char c : ascii) {
            set.add(c);
        }
        return set;
    }

    static ByteSet all() {
        return new ByteSet().addRange(0, 255);
    }

    ByteSet add(int value) {
        members[value & 0xff] = true;
        return this;
    }

    ByteSet addRange(int first, int last) {
        for (int i = first; i <= last; i++) {
            members[i] = true;
        }
        return this;
    }

    ByteSet addAll(ByteSet other) {
        for (int i = 0; i < members.length; i++) {
            members[i] |= other.members[i];
        }
        return this;
    }

    ByteSet complement() {
        ByteSet set = new ByteSet();
        for (int i = 0; i < members.length; i++) {
            set.members[i] = !members[i];
        }
        return set;
    }

    boolean has(byte b) {
        return members[b & 0xff];
    }

    /** Whether all of [from, to) are members. */
    boolean hasAll(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!has(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    boolean hasBeyondAscii() {
        return members[0x80];
    }

    boolean isAll() {
        for (boolean member : members) {
            if (!member) {
                return false;
            }
        }
        return true;
    }

    boolean meets(ByteSet other) {
        for (int i = 0; i < members.length; i++) {
            if (members[i] && other.members[i]) {
                return true;
            }
        }
        return false;
    }

    /** The one byte that is not in the set, or -1 if there are more or none. */
    int onlyStranger() {
        int stranger = -1;
        for (int i = 0; i < members.length; i++) {
            if (!members[i]) {
                if (stranger >= 0) {
                    return -1;
                }
                stranger = i;
            }
        }
        return stranger;
    }
}
