// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Leaves lines out of what another framer has framed, so that events are judged whole and without their envelopes. A line's own bytes alone decide,
 * and so it has the same fate wherever a batch begins or ends, after a crash too.
 */
final class FilteringFramer implements Framer {

    private static final byte NEWLINE = '\n';

    private final Framer framer;
    private final List<Pattern> include;
    private final List<Pattern> exclude;
    private final int keepOneIn;
    private final GrowableBytes out = new GrowableBytes();

    private enum Fate {
        KEPT,
        NOT_INCLUDED,
        EXCLUDED,
        SAMPLED_OUT
    }

    FilteringFramer(LineFilter filter, Framer framer) {
        this.framer = framer;
        include = LineFilter.patterns(filter.include());
        exclude = LineFilter.patterns(filter.exclude());
        keepOneIn = filter.keepOneIn();
    }

    @Override
    public Framed frame(byte[] bytes, int from, int to, boolean force) {
        Framed framed = framer.frame(bytes, from, to, force);
        byte[] body = framed.body();
        int end = framed.from() + framed.length();
        int[] counts = new int[Fate.values().length];
        Fate fate = Fate.KEPT;
        out.length = 0;
        int at = framed.from();
        while (at < end) {
            int newline = ByteScan.indexOf(body, NEWLINE, at, end);
            int lineEnd = newline < 0 ? end : newline;
            int next = newline < 0 ? end : newline + 1;
            fate = fate(body, at, lineEnd);
            counts[fate.ordinal()]++;
            if (fate == Fate.KEPT) {
                out.append(body, at, next - at);
            }
            at = next;
        }
        return new Framed(
                framed.consumed(),
                out.bytes,
                0,
                out.length,
                counts[Fate.KEPT.ordinal()],
                framed.openEnded(),
                new LeftOutLines(
                        counts[Fate.NOT_INCLUDED.ordinal()],
                        counts[Fate.EXCLUDED.ordinal()],
                        counts[Fate.SAMPLED_OUT.ordinal()],
                        fate != Fate.KEPT));
    }

    private Fate fate(byte[] body, int from, int to) {
        int end = to > from && body[to - 1] == '\r' ? to - 1 : to;
        if (!include.isEmpty() || !exclude.isEmpty()) {
            // Inside of an event, a carriage return is the end of a line.
            String line = new String(body, from, end - from, UTF_8).replace('\r', '\n');
            if (!include.isEmpty() && !isFound(include, line)) {
                return Fate.NOT_INCLUDED;
            }
            if (isFound(exclude, line)) {
                return Fate.EXCLUDED;
            }
        }
        return keepOneIn == 1 || hash(body, from, end) % keepOneIn == 0 ? Fate.KEPT : Fate.SAMPLED_OUT;
    }

    private static boolean isFound(List<Pattern> patterns, String line) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(line).find()) {
                return true;
            }
        }
        return false;
    }

    /** 32 bits of a checksum, multiplied so that each of its bits counts in the upper half. */
    private static long hash(byte[] body, int from, int to) {
        CRC32C checksum = new CRC32C();
        checksum.update(body, from, to - from);
        return checksum.getValue() * 0x9e3779b97f4a7c15L >>> 32;
    }
}
