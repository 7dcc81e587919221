// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/** Lines as they are. */
final class NoEnvelope implements Envelope {

    @Override
    public Piece look(byte[] bytes, int from, int to) {
        return Piece.OUT;
    }

    @Override
    public void unwrap(byte[] bytes, int from, int to, Output out) {
        out.append(bytes, from, to - from);
    }
}
