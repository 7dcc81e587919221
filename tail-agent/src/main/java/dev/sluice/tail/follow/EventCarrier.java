// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.checkpoint.Carry;
import dev.sluice.tail.checkpoint.Checkpoint;
import dev.sluice.tail.checkpoint.LinePosition;
import dev.sluice.tail.checkpoint.ReadContent;
import dev.sluice.tail.checkpoint.StreamPosition;
import dev.sluice.tail.checkpoint.StreamState;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * Carries an event that a rotation has cut over into the younger file: the last lines of the older one, of which it is not known whether they are
 * a whole event, are sent before the younger one's own, where what follows tells.
 */
final class EventCarrier {

    private final Checkpoint checkpoint;
    private final Clock clock;

    EventCarrier(Checkpoint checkpoint, Clock clock) {
        this.checkpoint = checkpoint;
        this.clock = clock;
    }

    /** Whether {@code younger} may be sent: everything of {@code older} is, or is carried over. */
    boolean mayFollow(TailedFile older, TailedFile younger) throws IOException {
        long now = clock.millis();
        // Its last look may be older than its last lines, since nobody looks at it while it is being sent.
        boolean unsettled = older.unsettled(clock);
        if (!older.drained()) {
            return false;
        }
        boolean cut = unsettled && older.away() && older.open() && !older.replaced() && !older.compressed();
        if (!cut
                || older.rules().byLine()
                || !older.rules().encoding().asIs()
                || older.state().position().line() != LinePosition.NOTHING
                || !younger.state().unread()) {
            return true;
        }
        if (older.look(clock) || older.hasNews()) {
            return false;
        }
        Optional<TailedFile.Lease> from = older.lease();
        Optional<TailedFile.Lease> to = younger.lease();
        try {
            if (from.isPresent() && to.isPresent()) {
                carry(from.get(), to.get(), now);
            }
            return from.isPresent() && to.isPresent();
        } finally {
            to.ifPresent(TailedFile.Lease::giveBack);
            from.ifPresent(TailedFile.Lease::giveBack);
        }
    }

    private void carry(TailedFile.Lease from, TailedFile.Lease to, long now) throws IOException {
        StreamState older = from.state();
        TailedFile file = from.file();
        int length = (int) Math.min(file.lag(), 2L * file.input.rules().maxLine());
        int context = older.content().context();
        byte[] bytes = new byte[context + length];
        int read = file.source().read(older.source() - context, bytes, 0, bytes.length);
        boolean whole = read == bytes.length && length == file.lag() && bytes[read - 1] == '\n';
        if (!whole || context > 0 && !matches(older.content(), bytes)) {
            // The start of a line, or another file by now: it is not for us to decide.
            return;
        }
        byte[] tail = new byte[length];
        System.arraycopy(bytes, context, tail, 0, length);
        long end = older.source() + length;
        StreamPosition at = new StreamPosition(
                end, older.offset() + length, older.position().covered(), LinePosition.NOTHING);
        StreamState emptied = older.at(at, older.content().plus(bytes, context, read), older.sent(), now);
        StreamState carrying = to.state().carrying(Carry.of(older.stream(), end, tail), now);
        checkpoint.save(carrying, emptied);
        to.state(carrying);
        from.state(emptied);
    }

    private static boolean matches(ReadContent content, byte[] bytes) {
        return content.tail().matches(StreamDigest.parse(content.digest()), bytes, 0);
    }
}
