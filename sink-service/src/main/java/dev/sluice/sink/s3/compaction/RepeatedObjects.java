// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import dev.sluice.sink.s3.LakeObject;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.ZipException;

/**
 * Finds objects whose events are all in another one: an upload that landed after its object was merged, or what two compactions at once have merged
 * twice. Names say where to look, since they say which offsets an object holds; only its events say whether it may go, since a topic that was
 * made anew counts its offsets anew.
 */
final class RepeatedObjects {

    private final IdReader reader;
    private final Predicate<String> erased;

    /** @param erased whether an event was erased from the lake: a late upload of it is a repeat of an object that has it no more */
    RepeatedObjects(IdReader reader, Predicate<String> erased) {
        this.reader = reader;
        this.erased = erased;
    }

    /** Reads the ids of the events of an object. */
    interface IdReader {
        void read(String key, IdConsumer ids) throws IOException, InterruptedException;
    }

    interface IdConsumer {
        void accept(String id);
    }

    /**
     * The first object that is repeated in another of the list.
     *
     * @throws IllegalStateException if two objects overlap and neither holds all events of the other, or one is damaged; the message names them
     */
    Optional<LakeObject> find(List<LakeObject> objects) throws IOException {
        for (LakeObject merged : objects) {
            if (!merged.name().isMerged()) {
                continue;
            }
            for (LakeObject other : objects) {
                if (other != merged && other.name().overlaps(merged.name())) {
                    return Optional.of(repeated(merged, other));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Which of two is in the other. What is not merged is asked first: a late upload may hold erased events, be bigger for it, and all of the merged
     * object's others besides.
     */
    private LakeObject repeated(LakeObject merged, LakeObject other) throws IOException {
        boolean otherFirst = !other.name().isMerged() || other.size() < merged.size();
        LakeObject first = otherFirst ? other : merged;
        LakeObject second = otherFirst ? merged : other;
        try {
            if (isIn(first, second)) {
                return first;
            }
            if (isIn(second, first)) {
                return second;
            }
        } catch (EOFException | ZipException e) {
            throw new IllegalStateException(
                    second.key() + " and " + first.key() + " overlap, and one of them is damaged. Operator action"
                            + " required: nothing was deleted; move the damaged one to another folder",
                    e);
        }
        throw new IllegalStateException(second.key() + " and " + first.key()
                + " overlap, and each holds events that the other has not: the topic was made anew, or the sink has"
                + " read it again. Operator action required: nothing was deleted; move one of them to another folder");
    }

    /** Whether all events of an object, but for those that were erased, are in the other one. */
    private boolean isIn(LakeObject object, LakeObject other) throws IOException {
        Set<String> ids = new HashSet<>();
        read(object, ids::add);
        read(other, ids::remove);
        ids.removeIf(erased);
        return ids.isEmpty();
    }

    private void read(LakeObject object, IdConsumer ids) throws IOException {
        try {
            reader.read(object.key(), ids);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + object.key() + " was read", e);
        }
    }
}
