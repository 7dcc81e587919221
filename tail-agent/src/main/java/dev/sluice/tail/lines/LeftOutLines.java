// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/**
 * How many lines a {@link LineFilter} has left out, and why.
 *
 * @param include lines in which nothing that is to be included was found
 * @param exclude lines in which something was found that is to be excluded
 * @param sample lines that the others stand for
 * @param last whether the last line is one of them
 */
public record LeftOutLines(int include, int exclude, int sample, boolean last) {

    public static final LeftOutLines NONE = new LeftOutLines(0, 0, 0, false);
}
