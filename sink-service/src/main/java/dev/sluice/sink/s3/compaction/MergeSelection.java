// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.ObjectCoverage;
import dev.sluice.sink.s3.compaction.LakeCompaction.CompactionRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which objects of a folder are merged, and which were: by what a listing says, their names, sizes and ages. Pure. */
final class MergeSelection {

    /** As many as one call can delete. */
    static final int MAX_PARTS = 1_000;

    private MergeSelection() {}

    /** Objects that were merged into others, by a run that died before it could delete them. */
    static List<LakeObject> superseded(List<LakeObject> folder) {
        return folder.stream()
                .filter(object -> folder.stream().anyMatch(other -> other.holds(object)))
                .toList();
    }

    /** Small objects that belong together, each list as big as a merged object should be. */
    static List<List<LakeObject>> batches(
            List<LakeObject> objects, CommittedOffsets offsets, CompactionRequest request, Instant closedBefore) {
        long targetSize = request.targetSize();
        List<LakeObject> small = objects.stream()
                .filter(object -> object.size() < targetSize / 2)
                .filter(object -> offsets.areBeyond(object.name()))
                // Its own age, too: an upload that is late comes soon after the one that it repeats.
                .filter(object -> !object.modified().isAfter(closedBefore))
                .sorted(Comparator.comparing(
                                (LakeObject object) -> object.name().topic())
                        .thenComparing(object -> object.name().format())
                        .thenComparing(object -> object.name().spans().getFirst()))
                .toList();
        List<List<LakeObject>> batches = new ArrayList<>();
        List<LakeObject> batch = new ArrayList<>();
        for (LakeObject object : small) {
            if (!batch.isEmpty() && !fits(object, batch, targetSize)) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(object);
        }
        batches.add(batch);
        batches.removeIf(candidate -> candidate.size() < 2);
        return batches;
    }

    private static boolean fits(LakeObject object, List<LakeObject> batch, long targetSize) {
        LakeObject first = batch.getFirst();
        return object.name().topic().equals(first.name().topic())
                && object.name().format() == first.name().format()
                && batch.size() < MAX_PARTS
                && batch.stream().mapToLong(LakeObject::size).sum() < targetSize;
    }

    /**
     * The name of what is merged from {@code parts} and {@code last}.
     *
     * @param folder all objects that there are in it
     */
    static ObjectCoverage name(List<LakeObject> parts, LakeObject last, List<LakeObject> folder) {
        Set<LakeObject> chosen = new HashSet<>(parts);
        chosen.add(last);
        return ObjectCoverage.merged(
                chosen.stream().map(LakeObject::name).toList(),
                folder.stream()
                        .filter(object -> !chosen.contains(object))
                        .map(LakeObject::name)
                        .toList());
    }
}
