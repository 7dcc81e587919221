// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.compaction;

import dev.sluice.sink.s3.LakeListing;
import dev.sluice.sink.s3.LakeListing.Place;
import dev.sluice.sink.s3.LakeObject;
import dev.sluice.sink.s3.LakeReader;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.format.ObjectMerger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Merges small objects of hours that are over into big ones. For each merged object: its parts are read, it is written whole, and its parts are
 * deleted by one call. No event is ever missing; between the write and the end of the deletion a reader can see an event in both. A run that died
 * in between is finished by the next one, which knows from the merged object's name what it holds.
 *
 * <p>Nothing is touched that the sink could still write again: see {@link CommittedOffsets}. An upload that was
 * delayed until after its object was merged is found by the next run, and deleted if all its events are in the merged object. One run at a
 * time: two that list at the same moment could merge the same parts into different objects, of which the next run deletes those that others
 * hold. Hence the {@link LakeLock}.
 */
public final class LakeCompaction {

    /** Of the 1,024 bytes that a key may have, the folder takes up to 300. */
    private static final int MAX_NAME = 700;

    private final S3Client s3;
    private final LakeSettings settings;
    private final Supplier<CommittedOffsets> committed;
    private final Runnable turn;
    private final Clock clock;
    private final RepeatedObjects repeatedObjects;

    /**
     * @param kafka how to reach the brokers, which know how far the sink is
     * @param erased whether the event of an id was erased from the lake
     * @param turn is run before each write and each deletion, and fails if another process may be at work: {@link LakeLock#require}
     */
    public LakeCompaction(
            S3Client s3,
            LakeSettings settings,
            Map<String, Object> kafka,
            Predicate<String> erased,
            Runnable turn,
            Clock clock) {
        this(s3, settings, () -> CommittedOffsets.read(kafka, settings.group()), erased, turn, clock);
    }

    /** @param committed asks how far the sink is; else as above */
    public LakeCompaction(
            S3Client s3,
            LakeSettings settings,
            Supplier<CommittedOffsets> committed,
            Predicate<String> erased,
            Runnable turn,
            Clock clock) {
        this.s3 = s3;
        this.settings = settings;
        this.committed = committed;
        this.turn = turn;
        this.clock = clock;
        LakeReader reader = new LakeReader(s3, settings);
        this.repeatedObjects = new RepeatedObjects(
                (key, ids) -> reader.read(
                        key, event -> ids.accept(event.at("/event/id").asString(""))),
                erased);
    }

    /**
     * What to merge.
     *
     * @param dataset of this dataset alone, or null for all
     * @param olderThan how long an hour must be over, and how old its objects must be
     * @param targetSize bytes that a merged object should have, of its parts' bytes; what has half of it stays as it is
     */
    public record CompactionRequest(String dataset, Duration olderThan, long targetSize) {}

    /**
     * What was done.
     *
     * @param merged objects written
     * @param parts objects that were merged into them
     * @param finished objects deleted whose events were in merged ones already: an earlier run was interrupted, or an upload came late
     */
    public record CompactionOutcome(int merged, int parts, int finished) {

        CompactionOutcome plus(CompactionOutcome other) {
            return new CompactionOutcome(merged + other.merged, parts + other.parts, finished + other.finished);
        }
    }

    /**
     * Merges what there is to merge.
     *
     * @param progress is told of each merged object's key
     * @throws IllegalStateException if objects overlap and neither holds all events of the other; the message names them
     */
    public CompactionOutcome run(CompactionRequest request, Consumer<String> progress) throws IOException {
        // Before the listing: what is listed and final by this is final.
        CommittedOffsets offsets = committed.get();
        Instant closedBefore = clock.instant().minus(request.olderThan());
        Map<String, List<LakeObject>> folders =
                new LakeListing(s3, settings).folders(request.dataset(), place -> isClosed(place, closedBefore));
        CompactionOutcome outcome = new CompactionOutcome(0, 0, 0);
        for (List<LakeObject> folder : folders.values()) {
            outcome = outcome.plus(compact(folder, offsets, request, closedBefore, progress));
        }
        return outcome;
    }

    /**
     * Deletes what is in merged objects already and nothing else: what an interrupted run has left to do.
     *
     * @param wanted of these folders alone
     * @throws IllegalStateException if objects overlap and neither holds all events of the other; the message names them
     */
    public void finish(String dataset, Predicate<Place> wanted) throws IOException {
        for (List<LakeObject> folder :
                new LakeListing(s3, settings).folders(dataset, wanted).values()) {
            withoutRepeated(withoutSuperseded(folder));
        }
    }

    private static boolean isClosed(Place place, Instant closedBefore) {
        return !place.end().isAfter(closedBefore);
    }

    private CompactionOutcome compact(
            List<LakeObject> folder,
            CommittedOffsets offsets,
            CompactionRequest request,
            Instant closedBefore,
            Consumer<String> progress)
            throws IOException {
        List<LakeObject> living = withoutRepeated(withoutSuperseded(folder));

        CompactionOutcome outcome = new CompactionOutcome(0, 0, folder.size() - living.size());
        for (List<LakeObject> parts : MergeSelection.batches(living, offsets, request, closedBefore)) {
            outcome = outcome.plus(merge(parts, living, progress));
        }
        return outcome;
    }

    /** Deletes objects that were merged into others of them; returns what is left. */
    private List<LakeObject> withoutSuperseded(List<LakeObject> folder) {
        List<LakeObject> superseded = MergeSelection.superseded(folder);
        for (int from = 0; from < superseded.size(); from += MergeSelection.MAX_PARTS) {
            delete(superseded.subList(from, Math.min(superseded.size(), from + MergeSelection.MAX_PARTS)));
        }
        return folder.stream().filter(object -> !superseded.contains(object)).toList();
    }

    /** Deletes objects whose events are all in another one; returns what is left. */
    private List<LakeObject> withoutRepeated(List<LakeObject> folder) throws IOException {
        List<LakeObject> left = new ArrayList<>(folder);
        for (Optional<LakeObject> repeated = repeatedObjects.find(left);
                repeated.isPresent();
                repeated = repeatedObjects.find(left)) {
            delete(List.of(repeated.get()));
            left.remove(repeated.get());
        }
        return left;
    }

    private CompactionOutcome merge(List<LakeObject> batch, List<LakeObject> folder, Consumer<String> progress)
            throws IOException {
        Path work = Files.createTempDirectory(
                Files.createDirectories(settings.spool().directory()), "compact-");
        try {
            Path target = work.resolve("merged");
            List<LakeObject> parts = new ArrayList<>();
            try (ObjectMerger file = batch.getFirst().name().format().merge(target)) {
                for (LakeObject object : batch) {
                    if (MergeSelection.name(parts, object, folder).toString().length() > MAX_NAME) {
                        break;
                    }
                    if (file.add(downloaded(object, work))) {
                        parts.add(object);
                    }
                }
            }
            if (parts.size() < 2) {
                return new CompactionOutcome(0, 0, 0);
            }
            LakeObject first = parts.getFirst();
            String key =
                    first.folder() + MergeSelection.name(parts.subList(0, parts.size() - 1), parts.getLast(), folder);
            turn.run();
            s3.putObject(
                    put -> put.bucket(settings.bucket())
                            .key(key)
                            .contentType(first.name().format().contentType())
                            .storageClass(settings.client().storageClass())
                            .serverSideEncryption(settings.client().serverSideEncryption())
                            .ssekmsKeyId(settings.client().kmsKeyId()),
                    RequestBody.fromFile(target));
            delete(parts);
            progress.accept(key);
            return new CompactionOutcome(1, parts.size(), 0);
        } finally {
            FileSystemUtils.deleteRecursively(work);
        }
    }

    private Path downloaded(LakeObject object, Path work) {
        Path file = work.resolve("part");
        file.toFile().delete();
        s3.getObject(get -> get.bucket(settings.bucket()).key(object.key()), file);
        return file;
    }

    private void delete(List<LakeObject> objects) {
        List<ObjectIdentifier> keys = objects.stream()
                .map(object -> ObjectIdentifier.builder().key(object.key()).build())
                .toList();
        turn.run();
        DeleteObjectsResponse response = s3.deleteObjects(delete ->
                delete.bucket(settings.bucket()).delete(d -> d.objects(keys).quiet(true)));
        if (response.hasErrors() && !response.errors().isEmpty()) {
            throw new IllegalStateException(response.errors().size() + " of " + keys.size()
                    + " merged objects could not be deleted, "
                    + response.errors().getFirst().key() + " because "
                    + response.errors().getFirst().message() + "; the next run will try again");
        }
    }
}
