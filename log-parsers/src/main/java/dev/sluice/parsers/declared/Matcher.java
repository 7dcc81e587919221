// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/** A compiled way to take a text apart. Immutable: what it finds is in the {@link Captures}. */
interface Matcher {

    /** Takes [from, to) of the line apart, all of it, or says by {@link Captures#stop} where and why it can't. */
    boolean match(byte[] bytes, int from, int to, Captures captures);
}
