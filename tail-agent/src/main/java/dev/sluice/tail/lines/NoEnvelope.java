// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/** Lines as they are. */
final class NoEnvelope implements LineEnvelope {

    @Override
    public Piece look(byte[] bytes, int from, int to) {
        return Piece.OUT;
    }

    @Override
    public void unwrap(byte[] bytes, int from, int to, GrowableBytes out) {
        out.append(bytes, from, to - from);
    }
}
