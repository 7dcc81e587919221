// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;

/** A line continues unless the pattern of first lines is found in it. */
record StartPattern(Pattern pattern) implements Continuation {

    @Override
    public boolean continues(byte[] bytes, int from, int to) {
        return !pattern.matcher(new String(bytes, from, to - from, UTF_8)).find();
    }
}
