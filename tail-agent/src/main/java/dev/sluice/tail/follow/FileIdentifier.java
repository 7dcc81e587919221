// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.BatchPlan;
import dev.sluice.tail.checkpoint.FilePlace;
import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.files.RotatedName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells which stream a file holds, by what is in it. A file that holds all that was read of a stream is its continuation, if the stream has no file
 * any more and if the file was made before that was so. Its name does not matter, unless it is one of another stream's. Not thread-safe:
 * the scanner asks.
 */
final class FileIdentifier {

    /** The clock of file systems ticks this coarsely. */
    private static final long TICK_MILLIS = 10;

    private static final Comparator<StreamState> MOST_READ = Comparator.comparingLong(FileIdentifier::known);

    private final Streams streams;
    private final SourceOpener opener;
    private final FingerprintMatcher matcher;
    private final long wholeUpTo;

    /** @param wholeUpTo most bytes of which all are compared; of more only parts are */
    FileIdentifier(Streams streams, SourceOpener opener, FingerprintMatcher matcher, long wholeUpTo) {
        this.streams = streams;
        this.opener = opener;
        this.matcher = matcher;
        this.wholeUpTo = wholeUpTo;
    }

    /** A relation to a stream whose file is followed, and how many bytes it rests on. */
    private record Relation(Match match, long bytes) {
        static final Relation NONE = new Relation(new Match.NewStream(), 0);
    }

    /**
     * What is asked of each stream, and of the newcomer known once.
     *
     * @param family path before rotation of the file that it comes from
     * @param nameTells whether its name says whose it is
     */
    private record Question(Newcomer newcomer, Path family, boolean nameTells, FileParts parts) {

        DiscoveredFile file() {
            return newcomer.file();
        }
    }

    private Question question(Newcomer newcomer) {
        DiscoveredFile file = newcomer.file();
        return new Question(
                newcomer,
                RotatedName.unrotated(file.lineage()),
                file.rotated() || !streams.family(file.lineage()).isEmpty(),
                new FileParts(newcomer.source(), matcher.key()));
    }

    /**
     * What {@code newcomer} is.
     *
     * @param unsettled files of streams of which it is not known whether they still hold them
     */
    Match identify(Newcomer newcomer, Set<FileId> unsettled) throws IOException {
        newcomer.readPrefix();
        Question question = question(newcomer);
        StreamState idle = idle(question);
        Relation best = Relation.NONE;
        for (TailedFile tailed : streams.followed()) {
            if (isOfAnother(tailed.state(), question)) {
                continue;
            }
            Relation relation = relation(tailed, newcomer);
            if (relation.match() instanceof Match.Undecided) {
                return relation.match();
            }
            if (relation.bytes() > best.bytes()) {
                best = relation;
            }
        }
        if (idle != null && known(idle) >= best.bytes()) {
            boolean own = newcomer.file().id().equals(idle.file());
            return idle.file() == null || own ? new Match.Continues(idle) : new Match.Undecided();
        }
        return best.bytes() > 0 ? best.match() : rest(question);
    }

    /** What it is if it is no copy of what is read. */
    private Match rest(Question question) throws IOException {
        for (StreamState state : streams.idle()) {
            // All that is known of it came from an older file, and what follows is in the younger one.
            boolean begun = !state.carry().isEmpty() && known(state) == 0 && state.file() == null;
            if (begun && state.lineage().equals(question.file().lineage())) {
                return new Match.Continues(state);
            }
        }
        return covered(question);
    }

    /** Of the streams without a file the one of which the newcomer holds most. */
    private StreamState idle(Question question) throws IOException {
        Newcomer newcomer = question.newcomer();
        List<StreamState> whole = new ArrayList<>();
        TreeSet<Long> places = new TreeSet<>();
        StreamState best = null;
        for (StreamState state : streams.idle()) {
            if (!mayContinue(state, question)) {
                continue;
            }
            if (state.content().from() == 0 && known(state) <= wholeUpTo) {
                whole.add(state);
                places.add(known(state));
            } else if (matcher.holds(state.content(), newcomer.source(), wholeUpTo)) {
                best = better(best, state, newcomer);
            }
        }
        if (!whole.isEmpty()) {
            Map<Long, String> digests = matcher.digests(newcomer.source(), places);
            for (StreamState state : whole) {
                if (knownDigest(state).equals(digests.get(known(state)))) {
                    best = better(best, state, newcomer);
                }
            }
        }
        return best;
    }

    private boolean mayContinue(StreamState state, Question question) throws IOException {
        Newcomer newcomer = question.newcomer();
        if (known(state) == 0 || isFormer(state, newcomer) || isOfAnother(state, question)) {
            return false;
        }
        return !bornAfter(state.place().goneAt(), newcomer)
                && (state.content().isEmpty()
                        || question.parts().hold(state.content().head()));
    }

    /** Whether it is the file that held the stream until it was written anew, and not only one that has got that file's inode since. */
    private static boolean isFormer(StreamState state, Newcomer newcomer) {
        FilePlace place = state.place();
        return newcomer.file().id().equals(place.former()) && !bornAfter(place.formerAt(), newcomer);
    }

    /** Whether it was made when a stream's file was gone already: then it is no copy of that. */
    private static boolean bornAfter(long goneAt, Newcomer newcomer) {
        return goneAt > 0 && newcomer.file().look().created() > goneAt + TICK_MILLIS;
    }

    /**
     * Whether it is another program's, or followed for another purpose: two may write the same bytes, and what continues a stream goes where that
     * stream goes. Where its name says whose it is, it is not taken from there. The file itself is known whatever it is called by now.
     */
    private static boolean isOfAnother(StreamState state, Question question) {
        DiscoveredFile file = question.file();
        if (file.id().equals(state.file())) {
            return false;
        }
        return !state.name().input().equals(file.input().name())
                || question.nameTells() && !state.name().family().equals(question.family());
    }

    private static StreamState better(StreamState best, StreamState state, Newcomer newcomer) {
        if (best == null) {
            return state;
        }
        Comparator<StreamState> order = MOST_READ
                .thenComparing(one -> one.lineage().equals(newcomer.file().lineage()))
                .thenComparing(one -> one.place().modified());
        return order.compare(state, best) > 0 ? state : best;
    }

    /** How many bytes of its file are known of a stream: of one that has just begun those of its first batch. */
    private static long known(StreamState state) {
        return state.content().isEmpty() && state.plan().isPresent()
                ? state.plan().get().end()
                : state.content().to();
    }

    /** Up to where its file was read, and for what is on its way to the server. */
    private static long reached(StreamState state) {
        return state.plan().map(BatchPlan::end).orElse(state.source());
    }

    private static String knownDigest(StreamState state) {
        return state.content().isEmpty() && state.plan().isPresent()
                ? state.plan().get().digest()
                : state.content().digest();
    }

    private Relation relation(TailedFile tailed, Newcomer newcomer) throws IOException {
        StreamState state = tailed.state();
        if (isFormer(state, newcomer) || !tailed.beginsLike(newcomer.prefix())) {
            return Relation.NONE;
        }
        if (tailed.compressed()) {
            return relationToCompressed(state, newcomer);
        }
        FileSource open = tailed.source();
        if (open != null) {
            return relation(tailed, open, newcomer);
        }
        try (FileSource again = opener.openAgain(tailed.current())) {
            boolean same = FileId.look(tailed.current()).id().equals(tailed.file());
            return same ? relation(tailed, again, newcomer) : relationOfClosed(tailed, newcomer);
        } catch (NoSuchFileException e) {
            return relationOfClosed(tailed, newcomer);
        }
    }

    private Relation relationToCompressed(StreamState state, Newcomer newcomer) throws IOException {
        if (state.content().isEmpty() && !state.complete()) {
            // They begin alike, and nothing of the compressed one was read yet.
            return new Relation(new Match.Undecided(), 1);
        }
        if (state.content().isEmpty() || !matcher.holds(state.content(), newcomer.source(), wholeUpTo)) {
            return Relation.NONE;
        }
        if (newcomer.gone() && !state.complete()) {
            // It is what was compressed, met when the other one was there already: what that holds is seen at its end.
            return new Relation(new Match.Undecided(), 1);
        }
        return newcomer.gone() && newcomer.source().size() == known(state)
                ? new Relation(new Match.Covered(state), known(state))
                : new Relation(new Match.CopyOf(state), known(state));
    }

    /** It was closed, since all of it was read, and is not there any more. */
    private Relation relationOfClosed(TailedFile tailed, Newcomer newcomer) throws IOException {
        StreamState state = tailed.state();
        if (known(state) == 0
                || bornAfter(tailed.goneSince(), newcomer)
                || !matcher.holdsKnown(state, newcomer.source(), wholeUpTo)) {
            return Relation.NONE;
        }
        // The next scan sees that it is gone, or what it is called now.
        boolean gone = tailed.goneSince() > 0 && !tailed.leased();
        return new Relation(gone ? new Match.MovedFrom(tailed) : new Match.Undecided(), known(state));
    }

    private Relation relation(TailedFile tailed, FileSource own, Newcomer newcomer) throws IOException {
        StreamState state = tailed.state();
        if (tailed.beginsUnknown()) {
            if (!mayBeWhatWasRead(tailed, state, own)) {
                return unlike(tailed, own, newcomer);
            }
            // Taken up again after a restart: read once, not for each newcomer.
            tailed.begins(FingerprintMatcher.prefixOf(own));
            if (!tailed.beginsLike(newcomer.prefix())) {
                return Relation.NONE;
            }
        }
        long ownSize = own.size();
        long size = newcomer.source().size();
        if (tailed.state() != state || tailed.leased() && state.plan().isEmpty() && ownSize < size) {
            // It is being read: more of it may be known by now than is there any more.
            return new Relation(new Match.Undecided(), 1);
        }
        long before = newcomer.sameAs(state.stream());
        if (ownSize < Math.max(before, reached(state))) {
            // It was truncated a moment ago. If nothing of it was read, what it held then is in the newcomer only.
            return state.unread() && !tailed.leased() ? Relation.NONE : new Relation(new Match.Undecided(), 1);
        }
        long upTo = Math.min(ownSize, size);
        long same = matcher.same(newcomer.source(), own, before, upTo);
        if (same < 0) {
            return unlike(tailed, own, newcomer);
        }
        if (same < upTo && !newcomer.source().compressed()) {
            // One of them was truncated while they were compared.
            return new Relation(new Match.Undecided(), 1);
        }
        newcomer.sameAs(state.stream(), same);
        if (same == 0) {
            return Relation.NONE;
        }
        boolean all = same == ownSize && own.size() == ownSize;
        if (bornAfter(tailed.goneSince(), newcomer)) {
            return Relation.NONE;
        }
        if (tailed.goneSince() > 0 && all && !tailed.leased()) {
            return new Relation(new Match.MovedFrom(tailed), same);
        }
        return new Relation(new Match.CopyOf(state), same);
    }

    /** Whether nothing speaks against it that {@code own} still is what is known of its stream. */
    private boolean mayBeWhatWasRead(TailedFile tailed, StreamState state, FileSource own) throws IOException {
        if (!state.content().isEmpty()) {
            return matcher.matches(state.content().head(), own);
        }
        return state.plan().isPresent() ? matcher.holdsKnown(state, own, wholeUpTo) : !tailed.leased();
    }

    /** They differ: either they always did, or the stream's file was truncated a moment ago, after its copy was made. */
    private Relation unlike(TailedFile tailed, FileSource own, Newcomer newcomer) throws IOException {
        StreamState state = tailed.state();
        boolean copy = known(state) > 0 && matcher.holdsKnown(state, newcomer.source(), wholeUpTo);
        if (tailed.leased()) {
            boolean unknown = state.plan().isEmpty();
            return copy || unknown ? new Relation(new Match.Undecided(), 1) : Relation.NONE;
        }
        boolean intact = matcher.holds(state.content(), own, wholeUpTo);
        return intact || !copy ? Relation.NONE : new Relation(new Match.Undecided(), 1);
    }

    private Match covered(Question question) throws IOException {
        Newcomer newcomer = question.newcomer();
        for (StreamState state : streams.idle()) {
            long same = newcomer.sameAs(state.stream());
            boolean all = same > 0 && same == newcomer.source().size() && same <= known(state);
            if (all && !isOfAnother(state, question)) {
                return new Match.Covered(state);
            }
        }
        return new Match.NewStream();
    }
}
