// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

/**
 * What comes behind a part of an expression.
 *
 * @param first bytes that it can begin with
 * @param text with which it begins for sure, or null
 * @param isEnd whether the part is the last
 * @param isLastText whether nothing comes behind that text
 */
record Follow(ByteSet first, String text, boolean isEnd, boolean isLastText) {

    static final Follow END = new Follow(new ByteSet(), null, true, false);

    static Follow of(ByteSet first) {
        return new Follow(first, null, false, false);
    }
}
