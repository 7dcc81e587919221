// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/** Kubernetes' CRI log lines; a line that is not one is kept as it is. */
final class CriEnvelope implements LineEnvelope {

    private int content;

    @Override
    public Piece look(byte[] bytes, int from, int to) {
        content = from;
        int stream = 1 + ByteScan.indexOf(bytes, (byte) ' ', from, to);
        boolean out = stream > 0 && Continuation.startsWith(bytes, stream, to, "stdout ");
        boolean err = stream > 0 && Continuation.startsWith(bytes, stream, to, "stderr ");
        int tags = stream + "stdout ".length();
        if (!out && !err || tags >= to) {
            return Piece.OUT;
        }
        // Tags are parted by ':'; the first says whether the line is whole. An empty line may come without the last
        // space.
        int space = ByteScan.indexOf(bytes, (byte) ' ', tags, to);
        boolean partial = bytes[tags] == 'P';
        if (!partial && bytes[tags] != 'F') {
            return Piece.OUT;
        }
        content = space < 0 ? to : space + 1;
        return Piece.of(err, partial);
    }

    @Override
    public void unwrap(byte[] bytes, int from, int to, GrowableBytes out) {
        out.append(bytes, content, to - content);
    }
}
